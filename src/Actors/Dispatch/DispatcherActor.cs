using System.Collections.Immutable;
using Actors.Peers;
using Akka.Actor;
using Akka.Event;

namespace Actors.Dispatch;

/// <summary>
/// Gives free devices the tasks that searches submit. One in the cluster; the decisions are the book's. A restart, here or on another
/// node, is a new incarnation with an empty book.
/// </summary>
public sealed class DispatcherActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    /// <summary>Most entries shown: as many as a person reads, and a message holds.</summary>
    private const int Shown = 500;

    private readonly DispatchBook _book;
    private readonly IActorRef _searches;
    private readonly Dictionary<string, IActorRef> _devices = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembersOnly _members = new(Context);

    public DispatcherActor(IActorRef searches, TimeProvider time, DispatchLimits limits)
    {
        _searches = searches;
        _book = new(time, limits);
        Receive<SubmitTask>(m => Do(_book.Submit(m.SearchId, m.Task, m.QuarantineAfter)));
        Receive<WithdrawTask>(m => Do(_book.Withdraw(m.SearchId, m.TaskId)));
        Receive<SuspendSearch>(m => Do(_book.Suspend(m.SearchId)));
        Receive<WhoDispatches>(m => _searches.Tell(_book.Tell(m.SearchId)));
        Receive<DeviceHere>(Meet);
        Receive<NodeClosed>(m =>
        {
            Do(_book.Close(m));
            if (m.Draining)
                Sender.Tell(new NodeStands(m.Node, _book.LeasesOf(m.Node)));
        });
        Receive<NodeOpened>(m => Do(_book.Open(m)));
        Receive<DescribeDispatch>(_ => Sender.Tell(_book.Describe(Shown)));
        Receive<LeaseEnded>(m => Do(_book.Ended(m)));
        Receive<DeviceGivesUp>(m => Do(_book.GaveUp(m)));
        Receive<DeviceProcessExited>(m => Do(_book.ProcessExited(m)));
        Receive<Terminated>(m => Part(m.ActorRef));
        Receive<Tick>(_ => Do(_book.Tick()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef searches, TimeProvider time, DispatchLimits limits) =>
        Akka.Actor.Props.Create(() => new DispatcherActor(searches, time, limits));

    protected override bool AroundReceive(Receive receive, object message) =>
        _members.Refuses(message, Sender) || base.AroundReceive(receive, message);

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TickEvery);

    private void Meet(DeviceHere here)
    {
        if (!_devices.TryGetValue(here.Device, out var known) || !known.Equals(Sender))
        {
            if (known is not null)
                Context.Unwatch(known);
            _devices[here.Device] = Context.Watch(Sender);
            _log.Info("Device {Device} ({Kind}) is here", here.Device, here.Kind);
        }
        Do(_book.Heartbeat(here));
    }

    private void Part(IActorRef gone)
    {
        foreach (var device in _devices.Where(d => d.Value.Equals(gone)).Select(d => d.Key).ToList())
        {
            Do(_book.Gone(device, "its process left the cluster"));
            _devices.Remove(device);
        }
    }

    private void Do(ImmutableArray<DispatchEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case ToSearch { Message: var message }:
                    if (message is AttemptLost lost)
                        _log.Warning("Device {Device} lost under {Task}: {Reason}", lost.Device, lost.TaskId, lost.Reason);
                    if (message is DeviceBlamed blamed)
                        _log.Warning("{Task} is not blamed: {Reason}", blamed.TaskId, blamed.Reason);
                    // What is hopeless ends the search, which says so itself.
                    if (message is DispatcherIs { Trouble: { } trouble, Hopeless: null } told)
                        _log.Warning("Search {Search}: {Trouble}", told.SearchId, trouble);
                    if (message is DispatcherIs { Hopeless: { } reason } last)
                        _log.Info("Search {Search}: {Trouble}", last.SearchId, reason);
                    _searches.Tell(message);
                    break;
                case ToDevice { Device: var device, Message: var message }:
                    if (_devices.TryGetValue(device, out var target))
                        target.Tell(message);
                    break;
                case ForgetDevice { Device: var device }:
                    if (_devices.Remove(device, out var former))
                        Context.Unwatch(former);
                    break;
            }
        }
    }

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}
