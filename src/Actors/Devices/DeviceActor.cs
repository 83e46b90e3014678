using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Search;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Nas.Model.Execution;

namespace Actors.Devices;

/// <summary>A device as the dispatcher and the searches see it.</summary>
/// <param name="Name">See <see cref="DeviceName"/>.</param>
/// <param name="Kind">cpu or cuda.</param>
/// <param name="ThreadDispatcher">Name of a dispatcher that has one thread and no other user: <see cref="DeviceActor.ThreadConfig"/>.</param>
public sealed record DeviceIdentity(string Name, string Kind, string ThreadDispatcher);

/// <summary>The actors that a device talks to.</summary>
public sealed record DevicePeers(IActorRef Dispatcher, IActorRef Searches, IActorRef Checkpoints);

/// <summary>
/// One device: offers itself, takes one lease at a time, has its thread do the work, and sees to it that the search gets every report.
/// It never computes, so that its heartbeats go out however busy the device is.
/// </summary>
public sealed class DeviceActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportAgain = TimeSpan.FromSeconds(2);

    private readonly DeviceIdentity _identity;
    private readonly DevicePeers _peers;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ReportOutbox _outbox = new();
    private readonly IActorRef _thread;
    private Lease? _lease;
    private LeaseEnded? _lastEnded;
    private bool _prepared;

    /// <summary>Set when the work is over and only reports are left: whether they include the result.</summary>
    private bool? _finished;

    public DeviceActor(DeviceIdentity identity, DevicePeers peers, IBlobStore store, ISearchRuntimeFactory factory, TimeProvider time)
    {
        (_identity, _peers) = (identity, peers);
        var workshop = new DeviceWorkshop(identity.Name, Self, peers.Checkpoints, store, new RuntimeCache(factory), time);
        _thread = Context.ActorOf(DeviceThreadActor.Props(workshop, identity.ThreadDispatcher), "thread");
        Receive<Beat>(_ => SayHere());
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
        DeviceIdentity identity, DevicePeers peers, IBlobStore store, ISearchRuntimeFactory factory, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new DeviceActor(identity, peers, store, factory, time))
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

    private void SayHere() => _peers.Dispatcher.Tell(new DeviceHere(_identity.Name, _identity.Kind, _lease));

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

    private sealed class Beat
    {
        public static readonly Beat Instance = new();
    }

    private sealed class SendAgain
    {
        public static readonly SendAgain Instance = new();
    }
}
