using System.Diagnostics;
using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Search;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Nas.Model.Execution;
using Nas.Model.Settings;

namespace Actors.Devices;

/// <summary>A device as the dispatcher and the searches see it.</summary>
/// <param name="Name">See <see cref="DeviceName"/>.</param>
/// <param name="Kind">cpu or cuda.</param>
/// <param name="ThreadDispatcher">Name of a dispatcher that has one thread and no other user: <see cref="DeviceActor.ThreadConfig"/>.</param>
/// <param name="Node">Name of the node that keeps its process; null where no node does.</param>
public sealed record DeviceIdentity(string Name, string Kind, string ThreadDispatcher, string? Node = null);

/// <summary>How a device that cannot go on dies: whoever started its process starts another.</summary>
/// <param name="EndProcess">Also ends a thread that hangs in native code, which nothing else does.</param>
public sealed record DeviceDeath(Action EndProcess)
{
    public static readonly DeviceDeath Kill = new(() => Process.GetCurrentProcess().Kill());
}

/// <summary>The actors that a device talks to.</summary>
public sealed record DevicePeers(IActorRef Dispatcher, IActorRef Searches, IActorRef Checkpoints);

/// <summary>
/// One device: offers itself, takes one lease at a time, has its thread do the work, and sees to it that the search gets every report.
/// It never computes, so that its heartbeats go out however busy the device is, and it notices where its thread hangs.
/// </summary>
public sealed class DeviceActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportAgain = TimeSpan.FromSeconds(2);

    /// <summary>Long enough for the last word to be said more than once.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2.5);

    private readonly DeviceIdentity _identity;
    private readonly DevicePeers _peers;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ReportOutbox _outbox = new();
    private readonly IActorRef _thread;
    private Lease? _lease;
    private LeaseEnded? _lastEnded;
    private bool _prepared;

    /// <summary>Set when the work is over and only reports are left: whether they include the result.</summary>
    private bool? _finished;

    /// <summary>When the work under the lease was last seen to go on, and how long it may be quiet.</summary>
    private long _lastSign;
    private TimeSpan _patience;

    private DeviceGivesUp? _givesUp;

    public DeviceActor(
        DeviceIdentity identity, DevicePeers peers, IBlobStores stores, ISearchRuntimeFactory factory, TimeProvider time, DeviceDeath death)
    {
        (_identity, _peers, _time) = (identity, peers, time);
        var workshop = new DeviceWorkshop(identity.Name, Self, peers.Checkpoints, stores, new RuntimeCache(factory), time);
        _thread = Context.ActorOf(DeviceThreadActor.Props(workshop, identity.ThreadDispatcher), "thread");
        Receive<Beat>(_ => OnBeat());
        Receive<Die>(_ => death.EndProcess());
        Receive<SendAgain>(_ => SendFirst());
        Receive<AssignTask>(Assigned);
        Receive<RevokeLease>(Revoked);
        Receive<DeviceJob>(Prepared);
        Receive<JobReport>(Reported);
        Receive<JobOver>(Over);
        Receive<ReportAccepted>(Accepted);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        DeviceIdentity identity, DevicePeers peers, IBlobStores stores, ISearchRuntimeFactory factory, TimeProvider time, DeviceDeath death) =>
        Akka.Actor.Props.Create(() => new DeviceActor(identity, peers, stores, factory, time, death))
            .WithDispatcher("akka.actor.internal-dispatcher");

    /// <summary>A dispatcher of one thread, for one device.</summary>
    public static Config ThreadConfig(string dispatcher) => ConfigurationFactory.ParseString(
        $$"""
        {{dispatcher}} {
          type = ForkJoinDispatcher
          # One message, then the next actor: a wish to stop is heard after one training step.
          throughput = 1
          dedicated-thread-pool { thread-count = 1, threadtype = background }
        }
        """);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, TimeSpan.Zero, Heartbeat);
        Timers.StartPeriodicTimer(nameof(SendAgain), SendAgain.Instance, ReportAgain);
    }

    private void OnBeat()
    {
        if (_lease is not null && _finished is null && _time.GetElapsedTime(_lastSign) >= _patience)
        {
            GiveUp(new JobFailure(TaskFailure.Stuck, $"no progress for {_patience.TotalMinutes:0} minutes"));
        }
        if (_givesUp is null) SayHere();
        else _peers.Dispatcher.Tell(_givesUp);
    }

    private void GiveUp(JobFailure failure)
    {
        if (_givesUp is not null) return;
        _log.Error("Device {Device} gives up under {Task}: {Reason}", _identity.Name, _lease!.TaskId, failure.Reason);
        _givesUp = new DeviceGivesUp(_identity.Name, failure.Kind, failure.Reason);
        _peers.Dispatcher.Tell(_givesUp);
        Timers.StartSingleTimer(nameof(Die), Die.Instance, LastWord);
    }

    private void SayHere() => _peers.Dispatcher.Tell(new DeviceHere(_identity.Name, _identity.Kind, _lease, _identity.Node));

    private void Assigned(AssignTask assigned)
    {
        if (_lease is null && _lastEnded?.Lease == assigned.Lease)
        {
            // The end of this lease got lost on its way.
            _peers.Dispatcher.Tell(_lastEnded);
        }
        else if (_lease is null)
        {
            (_lease, _prepared, _finished) = (assigned.Lease, false, null);
            (_lastSign, _patience) = (_time.GetTimestamp(), Patience(new DeviceSettings()));
            JobPreparation.PrepareAsync(_peers.Checkpoints, assigned.Lease, assigned.Task).PipeTo(Self);
        }
        else if (_lease != assigned.Lease)
        {
            // Another dispatcher, which does not know yet what this device works on.
            SayHere();
        }
    }

    private void Prepared(DeviceJob job)
    {
        if (job.Lease != _lease || _finished is not null) return;
        _prepared = true;
        (_lastSign, _patience) = (_time.GetTimestamp(), Patience(job.Settings.Devices));
        _thread.Tell(job);
    }

    private void Revoked(RevokeLease revoked)
    {
        if (revoked.Lease != _lease)
        {
            _peers.Dispatcher.Tell(_lastEnded?.Lease == revoked.Lease ? _lastEnded : new LeaseEnded(_identity.Name, revoked.Lease, Finished: false));
            return;
        }
        if (!revoked.SaveCheckpoint) _outbox.Clear();
        if (_finished is not null) EndIfReported();
        else if (_prepared) _thread.Tell(new StopJob(revoked.Lease.Token, revoked.SaveCheckpoint));
        else End(finished: false);
    }

    private void Reported(JobReport message)
    {
        if (message.Token != _lease?.Token) return;
        _lastSign = _time.GetTimestamp();
        if (message.Report is TaskProgressed)
        {
            _peers.Searches.Tell(message.Report);
            return;
        }
        var idle = _outbox.First is null;
        _outbox.Add(message.Report);
        if (idle) SendFirst();
    }

    private void Over(JobOver over)
    {
        if (over.Token != _lease?.Token) return;
        if (over is JobFailed { Failure: var failure })
        {
            if (failure.DeviceUnfit)
            {
                GiveUp(failure);
                return;
            }
            Reported(new JobReport(
                over.Token, new TaskFailed(_lease.SearchId, _lease.TaskId, failure.Kind, failure.Reason, _identity.Name, _lease.Token)));
        }
        _finished = over is JobEnded { Finished: true };
        EndIfReported();
    }

    private void Accepted(ReportAccepted accepted)
    {
        if (!_outbox.Accept(accepted)) return;
        SendFirst();
        if (_finished is not null) EndIfReported();
    }

    private void SendFirst()
    {
        if (_outbox.First is { } report) _peers.Searches.Tell(report);
    }

    /// <summary>Only when the search has everything may the dispatcher forget the task.</summary>
    private void EndIfReported()
    {
        if (_outbox.First is null) End(_finished is true);
    }

    private void End(bool finished)
    {
        _log.Debug("Lease {Token} on {Task} ended, finished: {Finished}", _lease!.Token, _lease.TaskId, finished);
        _lastEnded = new LeaseEnded(_identity.Name, _lease, finished);
        _lease = null;
        _peers.Dispatcher.Tell(_lastEnded);
    }

    private static TimeSpan Patience(DeviceSettings settings) => TimeSpan.FromMinutes(settings.StuckAfter);

    private sealed class Beat
    {
        public static readonly Beat Instance = new();
    }

    private sealed class Die
    {
        public static readonly Die Instance = new();
    }

    private sealed class SendAgain
    {
        public static readonly SendAgain Instance = new();
    }
}
