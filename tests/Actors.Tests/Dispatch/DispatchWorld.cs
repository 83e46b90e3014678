using Actors.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Dispatch;

/// <summary>An event around a dispatcher.</summary>
public enum Deed
{
    Submit,
    Withdraw,
    Suspend,
    Heartbeat,
    Finish,
    Fail,
    KillDevice,
    GiveUpDevice,
    PassTime,
}

/// <summary>
/// Two searches and three devices as simple as can be, around a real book. A device that was killed comes back as another process.
/// </summary>
internal sealed class DispatchWorld
{
    private readonly FakeTimeProvider _time = new();
    private readonly Device[] _devices = [new(0), new(1), new(2)];
    private readonly HashSet<(string, string)> _wanted = [];
    private readonly HashSet<(string, string)> _done = [];
    private readonly HashSet<long> _tokens = [];
    private bool _losing;

    public DispatchWorld() => Book = new(_time, new DispatchLimits());

    public DispatchBook Book { get; }

    public bool TokensIncrease { get; private set; } = true;

    public bool SharedLease =>
        _devices.Where(d => d.Lease is not null).GroupBy(d => (d.Lease!.SearchId, d.Lease.TaskId)).Any(g => g.Count() > 1);

    public IReadOnlySet<(string, string)> Unfinished => _wanted;

    public void Do(Deed deed, int task, int deviceNumber, bool messageLost)
    {
        _losing = messageLost;
        var (search, id) = (task % 2 == 0 ? "even" : "odd", $"task{task}");
        var device = _devices[deviceNumber];
        switch (deed)
        {
            case Deed.Submit:
                Submit(search, id);
                break;
            case Deed.Withdraw:
                _wanted.Remove((search, id));
                Send(Book.Withdraw(search, id));
                break;
            case Deed.Suspend:
                _wanted.RemoveWhere(w => w.Item1 == search);
                Send(Book.Suspend(search));
                break;
            case Deed.Heartbeat:
                Send(Book.Heartbeat(new DeviceHere(device.Name, "cpu", device.Lease)));
                break;
            case Deed.Finish:
                End(device, finished: true);
                break;
            case Deed.Fail:
                End(device, finished: false);
                break;
            case Deed.KillDevice:
                var dead = device.Name;
                device.StartAnew();
                Send(Book.Gone(dead, "killed"));
                break;
            case Deed.GiveUpDevice:
                Send(Book.Lost(device.Name, TaskFailure.DeviceLost, "silent"));
                break;
            case Deed.PassTime:
                _time.Advance(TimeSpan.FromSeconds(4));
                Send(Book.Tick());
                break;
        }
    }

    /// <summary>Everything arrives and nobody dies, long enough for all that is wanted to be done.</summary>
    public void LiveInPeace()
    {
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < _devices.Length; i++)
            {
                Do(Deed.Heartbeat, 0, i, messageLost: false);
                Do(Deed.Finish, 0, i, messageLost: false);
            }
            _time.Advance(TimeSpan.FromSeconds(1));
            Send(Book.Tick());
        }
    }

    private void Submit(string search, string id)
    {
        if (_done.Contains((search, id)))
            return;
        _wanted.Add((search, id));
        Send(Book.Submit(search, DispatchBookTests.Work(id, priority: id[^1] - '0')));
    }

    private void End(Device device, bool finished)
    {
        if (device.Lease is not { } lease)
            return;
        var wanted = _wanted.Contains((lease.SearchId, lease.TaskId));
        // A search takes a result whether or not it waits for it: the task is never submitted again.
        if (finished)
            _done.Add((lease.SearchId, lease.TaskId));
        if (finished)
            _wanted.Remove((lease.SearchId, lease.TaskId));
        device.End(finished);
        // The search hears of a failure before the dispatcher does, and submits again.
        if (!finished && wanted)
            Submit(lease.SearchId, lease.TaskId);
        if (!_losing)
            Send(Book.Ended(device.Last!));
    }

    private void Send(IEnumerable<DispatchEffect> effects)
    {
        foreach (var effect in effects.OfType<ToDevice>())
        {
            if (effect.Message is AssignTask assign && _tokens.Add(assign.Lease.Token))
                TokensIncrease &= assign.Lease.Token == _tokens.Max();
            if (!_losing && Array.Find(_devices, d => d.Name == effect.Device) is { } device)
                Receive(device, effect.Message);
        }
    }

    private void Receive(Device device, object message)
    {
        switch (message)
        {
            case AssignTask assign when device.Last?.Lease == assign.Lease:
                Send(Book.Ended(device.Last));
                break;
            case AssignTask assign when device.Lease is null:
                device.Lease = assign.Lease;
                break;
            case RevokeLease revoke when device.Lease == revoke.Lease:
                device.End(finished: false);
                Send(Book.Ended(device.Last!));
                break;
        }
    }

    private sealed class Device(int number)
    {
        private int _process = 1;

        public string Name => $"host:{(number * 1000) + _process}:0";

        public Lease? Lease { get; set; }

        public LeaseEnded? Last { get; private set; }

        public void End(bool finished)
        {
            Last = new(Name, Lease!, finished);
            Lease = null;
        }

        public void StartAnew()
        {
            _process++;
            (Lease, Last) = (null, null);
        }
    }
}
