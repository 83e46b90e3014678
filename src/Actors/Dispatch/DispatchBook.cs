using System.Collections.Immutable;
using Actors.Search;

namespace Actors.Dispatch;

/// <summary>
/// The book of which device works on what. It is volatile: a new book is filled by the searches, which submit their open tasks again, and
/// by the devices, whose heartbeats name the leases they hold. A lease is fenced by its token; every message may come late, twice or never.
/// Not thread-safe.
/// </summary>
public sealed class DispatchBook
{
    /// <summary>
    /// Bits of a token below the incarnation's: a million leases for every millisecond between two incarnations. Tokens of two books differ
    /// so, whichever has the later clock; those that a device brings say nothing of what others hold.
    /// </summary>
    private const int TokenBits = 20;

    /// <summary>Time within which messages of and about a dead process that are still under way arrive.</summary>
    private static readonly TimeSpan LateMessages = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly DispatchLimits _limits;
    private readonly Dictionary<(string Search, string Task), BookedTask> _tasks = [];
    private readonly SortedDictionary<string, BookedDevice> _devices = new(StringComparer.Ordinal);

    /// <summary>The devices without a lease, the one that is free for longest first.</summary>
    private readonly SortedSet<BookedDevice> _free = new(Comparer<BookedDevice>.Create((a, b) => a.FreeSince.CompareTo(b.FreeSince)));

    private readonly Dictionary<long, BookedDevice> _holders = [];

    /// <summary>Processes, and single devices, of which nothing is listened to any more.</summary>
    private readonly Dictionary<string, DateTimeOffset> _exited = [];
    private readonly Dictionary<string, (AttemptLost Attempt, Lease Lease, int QuarantineAfter, DateTimeOffset Until)> _lostUnder = [];
    private readonly FairQueue _queue = new();
    private readonly ClosedNodes _closed = new();
    private readonly DeviceRecords _records;
    private readonly UnfitNodes _unfit;
    private readonly Suspensions _suspensions = new();
    private readonly DateTimeOffset _made;
    private readonly long _madeAt;
    private long _sequence;
    private long _lastToken;

    public DispatchBook(TimeProvider time, DispatchLimits limits)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_made, _madeAt) = (time.GetUtcNow(), time.GetTimestamp());
        (_time, _limits, _records, _unfit) = (time, limits, new DeviceRecords(limits, _closed, _made), new UnfitNodes(limits));
        Incarnation = _made.ToUnixTimeMilliseconds();
        _lastToken = Incarnation << TokenBits;
    }

    /// <summary>Tells this book from those before it: Unix time of its making in milliseconds.</summary>
    public long Incarnation { get; }

    /// <summary>Living devices, with what each works on.</summary>
    public IEnumerable<(string Device, Lease? Lease)> Devices => _devices.Values.Select(d => (d.Name, d.Lease));

    /// <summary>A wall clock that is set would take living devices for silent ones, or silent ones for living.</summary>
    private DateTimeOffset Now => _made + _time.GetElapsedTime(_madeAt);

    public int Waiting => _queue.Count;

    /// <summary>The message that tells a search of this book.</summary>
    public DispatcherIs Tell(string searchId)
    {
        var hopeless = Hopeless(searchId);
        return new DispatcherIs(searchId, Incarnation, Trouble(searchId), hopeless?.Reason, hopeless?.UserMistake ?? false);
    }

    /// <summary>Why no device takes work at all, or which nodes take none of the search; null where all do. For people.</summary>
    private string? Trouble(string searchId) =>
        _records.WhyNoneWorks(Now)
        ?? (
            _unfit.Describe(Now).Where(node => node.Search == searchId).ToList() is [var first, .. var more]
                ? $"{first}{(more.Count > 0 ? $", and {more.Count} more" : "")}"
                : null
        );

    /// <summary>
    /// The reason why nobody can do the search's work; null where a device may, also one that is just starting again and that a new book
    /// has not heard of yet.
    /// </summary>
    private Hopelessness? Hopeless(string searchId)
    {
        var devices = _records.Present(Now);
        var mayBeMore = _limits.OneMachine
            ? _records.HasOther([.. devices.Select(device => device.Place)], Now)
            : Now - _made < _limits.Absence;
        return _unfit.WhyNone(searchId, devices, mayBeMore, Now);
    }

    /// <param name="quarantineAfter">Limit of the device's failures in a row: see <see cref="SubmitTask"/>.</param>
    public ImmutableArray<DispatchEffect> Submit(string searchId, DeviceTask task, int quarantineAfter = 0)
    {
        ArgumentNullException.ThrowIfNull(task);
        var known = _tasks.TryGetValue((searchId, task.Id), out var booked);
        if (!known)
            _tasks[(searchId, task.Id)] = booked = new(searchId, task.Id, ++_sequence) { QueuedAt = Now };
        booked!.QuarantineAfter = quarantineAfter;
        // However long it has waited for its turn: its patience with where it failed begins with the failure.
        if (!task.FailedOn.AsSpan().SequenceEqual(booked.FailedOn.AsSpan()))
            booked.QueuedAt = Now;
        if (booked.Lease is null)
        {
            if (known)
                _queue.Remove(booked);
            booked.Task = task;
            _queue.Add(booked);
        }
        else
        {
            booked.SubmittedAgain = true;
            booked.Task = task;
        }
        return [new ToSearch(new TaskAccepted(searchId, task.Id, Incarnation)), .. Assign()];
    }

    public ImmutableArray<DispatchEffect> Withdraw(string searchId, string taskId)
    {
        if (!_tasks.TryGetValue((searchId, taskId), out var task))
            return [];
        if (task.Lease is not null)
            return [Revoke(task, saveCheckpoint: false)];
        Drop(task);
        return [];
    }

    public ImmutableArray<DispatchEffect> Suspend(string searchId)
    {
        var tasks = _tasks.Values.Where(t => t.SearchId == searchId).OrderBy(t => t.Sequence).ToList();
        foreach (var task in tasks.Where(t => t.Lease is null))
            Drop(task);
        var leased = tasks.FindAll(t => t.Lease is not null);
        _unfit.Forget(searchId);
        _suspensions.Add(searchId, leased.Select(t => t.Lease!.Token), Now + _limits.Suspension);
        return [.. leased.Select(t => Revoke(t, saveCheckpoint: true)), .. Idle()];
    }

    public ImmutableArray<DispatchEffect> Heartbeat(DeviceHere here)
    {
        ArgumentNullException.ThrowIfNull(here);
        if (_exited.ContainsKey(here.Device) || _exited.ContainsKey(DeviceName.ProcessOf(here.Device)))
            return [];
        if (!_devices.TryGetValue(here.Device, out var device))
        {
            _devices[here.Device] = device = new(here.Device, here.Kind, here.Node, here.Place ?? here.Device);
            Free(device);
            _unfit.Returned(device.Machine);
        }
        (device.LastHeard, device.Trouble) = (Now, here.Trouble);
        _records.Heard(device.Place, device.Node, Now);
        // It was taken for dead, and is not: what kills it later says nothing of what it worked on then.
        _lostUnder.Remove(here.Device);
        var shown = here.Held is { } claimed && IsOfAnother(here.Device, claimed) ? null : here.Held;
        if (shown is not null && shown == device.Lease)
            device.IsInDoubt = false;
        return (shown, device.Lease) switch
        {
            ({ } held, var lease) when held != lease => [.. Adopt(device, held), .. Assign()],
            ({ }, _) => Repeat(device, held: true),
            (null, { }) => Repeat(device, held: false),
            (null, null) => Assign(),
        };
    }

    public ImmutableArray<DispatchEffect> Ended(LeaseEnded ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var blamed = _devices.TryGetValue(ended.Device, out var device) && device.Lease == ended.Lease ? Judge(device, ended) : [];
        return [.. blamed, .. End(ended.Device, ended.Lease, ended.Finished), .. Assign()];
    }

    /// <summary>The node's devices take no more tasks. A node that is drained gives its training runs away as well.</summary>
    public ImmutableArray<DispatchEffect> Close(NodeClosed closed)
    {
        ArgumentNullException.ThrowIfNull(closed);
        _closed.Close(closed.Node, Now + _limits.Closure);
        if (!closed.Draining)
            return [];
        var effects = ImmutableArray.CreateBuilder<DispatchEffect>();
        foreach (var device in _devices.Values.Where(d => d.Node == closed.Node && d.Lease is not null))
        {
            if (Holder(device.Lease!) is not { Revoked: false, Task.Kind: DeviceTaskKind.Train } task)
                continue;
            device.LastTold = Now;
            effects.Add(new ToDevice(device.Name, task.HandOn()));
        }
        return effects.ToImmutable();
    }

    public ImmutableArray<DispatchEffect> Open(NodeOpened opened)
    {
        ArgumentNullException.ThrowIfNull(opened);
        _closed.Open(opened.Node);
        return Assign();
    }

    /// <summary>Leases that the node's devices hold.</summary>
    public int LeasesOf(string node) => _devices.Values.Count(d => d.Node == node && d.Lease is not null);

    /// <param name="most">Most devices to list, those that are free first, and most tasks: a message holds only so many.</param>
    public DispatchView Describe(int most) =>
        new(
            [
                .. _devices
                    .Values.OrderBy(d => d.Lease is not null)
                    .Take(most)
                    .Select(d => new DeviceView(
                        d.Name,
                        d.Kind,
                        d.Node,
                        d.Lease?.SearchId,
                        d.Lease?.TaskId,
                        _closed.Has(d.Node),
                        _records.Quarantine(d.Place, Now),
                        d.Trouble
                    )),
            ],
            [
                .. _tasks
                    .Values.Where(t => t.Lease is null)
                    .OrderByDescending(t => t.Task!.Priority)
                    .ThenBy(t => t.Sequence)
                    .Take(most)
                    .Select(t => new WaitingTaskView(t.SearchId, t.TaskId, t.Task!.Priority, !Avoided(t).IsEmpty)),
            ],
            Waiting,
            _unfit.Describe(Now)
        );

    /// <summary>
    /// The cluster says that the device's actor is gone for good: what it sent before that may arrive late, and is no sign of life.
    /// </summary>
    public ImmutableArray<DispatchEffect> Gone(string device, string reason)
    {
        _exited[device] = Now + LateMessages;
        return Lost(device, TaskFailure.DeviceLost, reason);
    }

    /// <summary>The device is taken for dead. Should it be heard of again, it is not.</summary>
    public ImmutableArray<DispatchEffect> Lost(string name, TaskFailure failure, string reason)
    {
        if (!_devices.Remove(name, out var device))
            return [];
        _free.Remove(device);
        if (device.IsInDoubt)
            failure = TaskFailure.DeviceLost;
        var effects = ImmutableArray.CreateBuilder<DispatchEffect>();
        effects.Add(new ForgetDevice(name));
        if (device.Lease is { } lease)
        {
            _holders.Remove(lease.Token);
            if (Holder(lease) is { } task)
            {
                var attempt = new AttemptLost(
                    lease.SearchId,
                    lease.TaskId,
                    failure,
                    reason,
                    name,
                    Place: device.Place,
                    BatchDivisor: task.BatchDivisor
                );
                if (!task.Revoked)
                    effects.AddRange(Told(attempt, lease, task.QuarantineAfter));
                if (!task.Revoked && failure.IsHeld())
                    task.HasFailedOn(device.Place);
                effects.AddRange(Unfit(device, lease, failure, reason));
                if (!task.Revoked && failure == TaskFailure.DeviceLost && !device.IsInDoubt)
                    _lostUnder[name] = (attempt, lease, task.QuarantineAfter, Now + LateMessages);
                Close(task, again: IsWanted(task));
            }
            _suspensions.Ended(lease);
        }
        return [.. effects, .. Idle(), .. Assign()];
    }

    public ImmutableArray<DispatchEffect> ProcessExited(DeviceProcessExited exited)
    {
        ArgumentNullException.ThrowIfNull(exited);
        _exited[exited.Process] = Now + LateMessages;
        string[] devices = [.. _devices.Keys.Where(d => DeviceName.ProcessOf(d) == exited.Process)];
        return [.. Cleared(exited), .. devices.SelectMany(d => Lost(d, exited.Failure, exited.Reason))];
    }

    /// <summary>
    /// The device says itself that it cannot go on; that its process ends is told later, and tells nothing new of its task.
    /// </summary>
    public ImmutableArray<DispatchEffect> GaveUp(DeviceGivesUp last)
    {
        ArgumentNullException.ThrowIfNull(last);
        _exited[last.Device] = Now + LateMessages;
        return Lost(last.Device, last.Failure, last.Reason);
    }

    /// <summary>The effects that are due because of the time alone; called once a second or so.</summary>
    public ImmutableArray<DispatchEffect> Tick()
    {
        var now = Now;
        foreach (var (process, _) in _exited.Where(e => e.Value <= now).ToList())
            _exited.Remove(process);
        foreach (var (device, _) in _lostUnder.Where(l => l.Value.Until <= now).ToList())
            _lostUnder.Remove(device);
        _closed.Forget(now);
        _records.Forget(now);
        _unfit.Forget(now);
        string[] silent = [.. _devices.Values.Where(d => now - d.LastHeard > _limits.DeviceSilence).Select(d => d.Name)];
        var reason = $"not heard of for {_limits.DeviceSilence.TotalSeconds:0} seconds";
        return [.. silent.SelectMany(d => Lost(d, TaskFailure.DeviceLost, reason)), .. Idle(), .. Assign()];
    }

    /// <summary>
    /// The cluster may have missed a device before its process's exit was told: the search learns now what the task did to it.
    /// </summary>
    private List<DispatchEffect> Cleared(DeviceProcessExited exited)
    {
        List<DispatchEffect> effects = [];
        foreach (var (device, (attempt, lease, limit, _)) in _lostUnder.Where(d => DeviceName.ProcessOf(d.Key) == exited.Process).ToList())
        {
            _lostUnder.Remove(device);
            if (exited.Failure != TaskFailure.DeviceLost)
                effects.AddRange(Told(attempt with { Failure = exited.Failure, Reason = exited.Reason }, lease, limit));
        }
        return effects;
    }

    private IEnumerable<DispatchEffect> Told(AttemptLost attempt, Lease lease, int limit) =>
        [
            new ToSearch(attempt with { Token = attempt.Failure.IsHeld() ? lease.Token : 0 }),
            .. attempt.Failure.IsHeld()
                ? Blame(attempt.Place!, _records.Failed(attempt.Place!, lease, attempt.Failure, attempt.Reason, limit, Now))
                : [],
        ];

    /// <summary>Draws conclusions about the device from the end of a lease.</summary>
    private IEnumerable<DispatchEffect> Judge(BookedDevice device, LeaseEnded ended)
    {
        if (ended.Finished)
        {
            _records.Succeeded(device.Place);
            _unfit.Succeeded(ended.Lease.SearchId, device.Machine, Now);
            _unfit.Succeeded(ended.Lease.SearchId, device.Place, Now);
        }
        if (ended.Failure == TaskFailure.None || !ended.Failure.IsHeld())
            return Unfit(device, ended.Lease, ended.Failure, ended.Reason ?? "");
        var task = Holder(ended.Lease);
        // What a task did that is no longer the same says nothing of what it is now.
        if (task is { HasChanged: false })
            task.HasFailedOn(device.Place);
        return Blame(
            device.Place,
            _records.Failed(device.Place, ended.Lease, ended.Failure, ended.Reason ?? "", task?.QuarantineAfter ?? 0, Now)
        );
    }

    /// <summary>Notes what is wrong with the node, or with the device, for this search's work alone.</summary>
    private IEnumerable<DispatchEffect> Unfit(BookedDevice device, Lease lease, TaskFailure failure, string reason)
    {
        var where =
            failure.IsOfNode() ? device.Machine
            : failure == TaskFailure.DeviceMissing ? device.Place
            : null;
        return where is not null && _unfit.Failed(lease.SearchId, where, failure, reason, Now) ? [new ToSearch(Tell(lease.SearchId))] : [];
    }

    private static IEnumerable<DispatchEffect> Blame(string place, (ImmutableArray<Lease> Leases, string Reason) verdict) =>
        verdict.Leases.Select(lease => new ToSearch(new DeviceBlamed(lease.SearchId, lease.TaskId, place, verdict.Reason)));

    /// <summary>The device works on something else than the book says: what it does counts.</summary>
    private IEnumerable<DispatchEffect> Adopt(BookedDevice device, Lease held)
    {
        if (device.Lease is { } missed)
        {
            _holders.Remove(missed.Token);
            if (Holder(missed) is { } waiting)
                Close(waiting, again: IsWanted(waiting));
            _suspensions.Ended(missed);
        }
        Hold(device, held);
        if (!_tasks.TryGetValue((held.SearchId, held.TaskId), out var task))
        {
            _tasks[(held.SearchId, held.TaskId)] = task = new(held.SearchId, held.TaskId, ++_sequence);
            task.Begin(held, null);
        }
        else if (task.Lease is null)
        {
            _queue.Remove(task);
            task.Begin(held, null);
        }
        else
        {
            // Another device has the task by now.
            return [new ToDevice(device.Name, new RevokeLease(held, SaveCheckpoint: false)), .. Idle()];
        }
        return Idle();
    }

    /// <summary>Tells the device again, once its time to react is over: the last message may have been lost.</summary>
    private ImmutableArray<DispatchEffect> Repeat(BookedDevice device, bool held)
    {
        var now = Now;
        if (now - device.LastTold < _limits.Reaction)
            return [];
        device.LastTold = now;
        var lease = device.Lease!;
        var task = Holder(lease);
        if (held)
        {
            if (task is null)
                return [new ToDevice(device.Name, new RevokeLease(lease, SaveCheckpoint: false))];
            return task.Revoked ? [new ToDevice(device.Name, new RevokeLease(lease, task.SaveCheckpoint))] : [];
        }
        // Not held, and not ended as far as the book knows. A device that has ended it answers an assignment by saying so again.
        if (task is { Task: { } work, Revoked: false })
            return [new ToDevice(device.Name, new AssignTask(lease, work))];
        device.IsInDoubt = true;
        return [.. End(device.Name, lease, finished: false), .. Assign()];
    }

    private ImmutableArray<DispatchEffect> End(string name, Lease lease, bool finished)
    {
        if (IsOfAnother(name, lease))
            return Idle();
        if (_devices.TryGetValue(name, out var device) && device.Lease == lease)
        {
            _holders.Remove(lease.Token);
            Free(device);
        }
        if (Holder(lease) is { } task)
            Close(task, again: task.SubmittedAgain && (task.Revoked || !finished || task.HasChanged));
        _suspensions.Ended(lease);
        return Idle();
    }

    /// <summary>Free devices take waiting tasks that are for them, as long as there are both.</summary>
    private ImmutableArray<DispatchEffect> Assign()
    {
        if (_queue.Count == 0)
            return [];
        var effects = ImmutableArray.CreateBuilder<DispatchEffect>();
        HashSet<BookedDevice>? unsuited = null;
        while (_queue.Count > 0 && _free.FirstOrDefault(d => TakesWork(d) && unsuited?.Contains(d) is not true) is { } device)
        {
            if (_queue.Take(t => Suits(t, device)) is not { } task)
            {
                (unsuited ??= []).Add(device);
                continue;
            }
            do _lastToken++;
            while (_holders.ContainsKey(_lastToken));
            var lease = new Lease(task.SearchId, task.TaskId, _lastToken);
            task.Begin(lease, task.Task);
            Hold(device, lease);
            effects.Add(new ToDevice(device.Name, new AssignTask(lease, task.Task!)));
        }
        return effects.ToImmutable();
    }

    private bool Suits(BookedTask task, BookedDevice device) =>
        !Avoided(task).Contains(device.Place) && !_unfit.Has(task.SearchId, device, Now);

    private bool TakesWork(BookedDevice device) => !_closed.Has(device.Node) && !_records.IsQuarantined(device.Place, Now);

    /// <summary>
    /// The places where a task is not tried for now: where it failed; where it has failed on all devices, the one where it failed last;
    /// none where no other device can be counted on, or none has taken it for long. Failures that the book saw itself count before its
    /// search says so.
    /// </summary>
    private ImmutableArray<string> Avoided(BookedTask task)
    {
        var (failedOn, since) = (task.FailedOn, task.QueuedAt);
        if (_records.Suspected(task.SearchId, task.TaskId) is var (place, at))
        {
            if (!failedOn.Contains(place))
                failedOn = failedOn.Add(place);
            if (at > since)
                since = at;
        }
        if (failedOn is not [.., var last] || Now - since >= _limits.Elsewhere)
            return [];
        if (_records.HasOther(failedOn, Now))
            return failedOn;
        return _records.HasOther([last], Now) ? [last] : [];
    }

    private void Hold(BookedDevice device, Lease lease)
    {
        _free.Remove(device);
        device.Hold(lease, Now);
        _holders[lease.Token] = device;
    }

    private void Free(BookedDevice device)
    {
        device.Release(++_sequence);
        _free.Add(device);
    }

    private ToDevice Revoke(BookedTask task, bool saveCheckpoint)
    {
        var device = _holders[task.Lease!.Token];
        device.LastTold = Now;
        return new ToDevice(device.Name, task.Revoke(saveCheckpoint));
    }

    /// <summary>A token is given once, with one task to one device: whatever else is said of it is not true.</summary>
    private bool IsOfAnother(string device, Lease lease) =>
        _holders.TryGetValue(lease.Token, out var holder) && (holder.Name != device || holder.Lease != lease);

    /// <summary>The task that runs under this very lease.</summary>
    private BookedTask? Holder(Lease lease) =>
        _tasks.TryGetValue((lease.SearchId, lease.TaskId), out var task) && task.Lease?.Token == lease.Token ? task : null;

    /// <summary>Whether a task goes back to the queue when its device goes away.</summary>
    private static bool IsWanted(BookedTask task) => task.Revoked ? task.SubmittedAgain : task.Task is not null;

    /// <summary>Ends a task's lease.</summary>
    private void Close(BookedTask task, bool again)
    {
        task.End();
        task.QueuedAt = Now;
        if (again)
            _queue.Add(task);
        else
            _tasks.Remove((task.SearchId, task.TaskId));
    }

    private void Drop(BookedTask task)
    {
        _queue.Remove(task);
        _tasks.Remove((task.SearchId, task.TaskId));
    }

    private ImmutableArray<DispatchEffect> Idle() => [.. _suspensions.TakeIdle(Now).Select(search => new ToSearch(new SearchIdle(search)))];
}
