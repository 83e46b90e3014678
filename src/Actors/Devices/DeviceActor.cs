using System.Diagnostics;
using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Actors.Dispatch;
using Actors.Peers;
using Actors.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Nas.Model.Execution;

namespace Actors.Devices;

/// <summary>A device as the dispatcher and the searches see it.</summary>
/// <param name="Name">The device's name: see <see cref="DeviceName"/>.</param>
/// <param name="Kind">cpu or cuda.</param>
/// <param name="ThreadDispatcher">Name of a dispatcher that has one thread and no other user:
/// <see cref="DeviceActor.ThreadConfig"/>.</param>
/// <param name="Node">Name of the node that keeps its process; null where no node does.</param>
/// <param name="Place">The device's place: see <see cref="DeviceHere"/>.</param>
public sealed record DeviceIdentity(string Name, string Kind, string ThreadDispatcher, string? Node = null, string? Place = null);

/// <summary>The death of a device that cannot go on: whoever started its process starts another.</summary>
/// <param name="EndProcess">Ends the process, and with it a thread that hangs in native code, which nothing else ends.</param>
public sealed record DeviceDeath(Action EndProcess)
{
    public static readonly DeviceDeath Kill = new(() => Process.GetCurrentProcess().Kill());
}

/// <summary>The actors that a device talks to.</summary>
public sealed record DevicePeers(IActorRef Dispatcher, IActorRef Searches, IActorRef Checkpoints);

/// <summary>
/// One device: offers itself, takes one lease at a time, has its thread do the work, and sees to it that the search gets every report
/// (<see cref="DeviceCore"/> decides). It never computes, so that its heartbeats go out however busy the device is, and it notices
/// where its thread hangs.
/// </summary>
public sealed class DeviceActor : ReceiveActor, IWithTimers, IDeviceShell
{
    private readonly DeviceCore _core;
    private readonly JobPreparation _preparation;
    private readonly DevicePeers _peers;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _thread;
    private readonly MembersOnly _members = new(Context);

    public DeviceActor(
        DeviceIdentity identity,
        DevicePeers peers,
        IBlobStores stores,
        ISearchRuntimeFactory factory,
        TimeProvider time,
        DeviceDeath death
    )
    {
        (_peers, _core, _preparation) = (peers, new DeviceCore(identity, time, this), new JobPreparation(peers.Checkpoints));
        var workshop = new DeviceWorkshop(identity.Name, Self, peers.Checkpoints, stores, new RuntimeCache(factory), time);
        _thread = Context.ActorOf(DeviceThreadActor.Props(workshop, identity.ThreadDispatcher), "thread");
        Receive<Beat>(_ => _core.Beat());
        Receive<Die>(_ => death.EndProcess());
        Receive<SendAgain>(_ => _core.SendAgain());
        Receive<AssignTask>(_core.Assigned);
        Receive<RevokeLease>(_core.Revoked);
        Receive<DeviceJob>(_core.Prepared);
        Receive<JobReport>(_core.Reported);
        Receive<JobOver>(_core.Over);
        Receive<ReportAccepted>(_core.Accepted);
        Receive<BucketAtWork>(sign => _core.Waits(sign.Trouble));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        DeviceIdentity identity,
        DevicePeers peers,
        IBlobStores stores,
        ISearchRuntimeFactory factory,
        TimeProvider time,
        DeviceDeath death
    ) =>
        Akka
            .Actor.Props.Create(() => new DeviceActor(identity, peers, stores, factory, time, death))
            .WithDispatcher("akka.actor.internal-dispatcher");

    /// <summary>A dispatcher of one thread, for one device.</summary>
    public static Config ThreadConfig(string dispatcher) =>
        ConfigurationFactory.ParseString(
            $$"""
            {{dispatcher}} {
              type = ForkJoinDispatcher
              # One message, then the next actor: a wish to stop is heard after one training step.
              throughput = 1
              dedicated-thread-pool { thread-count = 1, threadtype = background }
            }
            """
        );

    protected override bool AroundReceive(Receive receive, object message) =>
        _members.Refuses(message, Sender) || base.AroundReceive(receive, message);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, TimeSpan.Zero, DeviceCore.Heartbeat);
        Timers.StartPeriodicTimer(nameof(SendAgain), SendAgain.Instance, DeviceCore.ReportAgain);
        Context.System.EventStream.Subscribe(Self, typeof(BucketAtWork));
    }

    void IDeviceShell.ToDispatcher(IWireMessage message)
    {
        if (message is LeaseEnded ended)
            _log.Debug("Lease {Token} on {Task} ended, finished: {Finished}", ended.Lease.Token, ended.Lease.TaskId, ended.Finished);
        _peers.Dispatcher.Tell(message, Self);
    }

    void IDeviceShell.ToSearch(ITaskReport report) => _peers.Searches.Tell(report, Self);

    void IDeviceShell.Prepare(Lease lease, DeviceTask task) => _preparation.PrepareAsync(lease, task).PipeTo(Self);

    void IDeviceShell.Begin(DeviceJob job) => _thread.Tell(job);

    void IDeviceShell.Stop(StopJob stop) => _thread.Tell(stop);

    void IDeviceShell.EndProcess(DeviceGivesUp last)
    {
        _log.Error("Device {Device} gives up under {Task}: {Reason}", last.Device, _core.Lease!.TaskId, last.Reason);
        Timers.StartSingleTimer(nameof(Die), Die.Instance, DeviceCore.LastWord);
    }

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
