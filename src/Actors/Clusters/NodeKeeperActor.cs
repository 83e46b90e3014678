using Actors.Dispatch;
using Actors.Hosting;
using Actors.Peers;
using Actors.Search;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Actors.Clusters;

/// <summary>
/// Speaks for a node: how it is, and whether its devices take work. That a node is cordoned or drained is the node's own to remember: it
/// tells the dispatcher again and again, so that a new one learns it.
/// </summary>
public sealed class NodeKeeperActor : ReceiveActor, IWithTimers
{
    public const string Name = "keeper";

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time within which a write that was given up may arrive after all: then the search meets its own. It comes back, reads what it
    /// missed, and goes on.
    /// </summary>
    private static readonly TimeSpan LateWrites = TimeSpan.FromMinutes(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembersOnly _members = new(Context, typeof(AskHealth));
    private bool _closed,
        _draining;

    /// <summary>Time when a journal last failed.</summary>
    private long? _trouble;

    /// <param name="node">The node's name.</param>
    /// <param name="dispatcher">The dispatcher; null: the node has no devices.</param>
    /// <param name="drained">Called when the node may leave, perhaps more than once.</param>
    /// <param name="conflict">Called when somebody else writes to a search's journal.</param>
    public NodeKeeperActor(string node, IActorRef? dispatcher, TimeProvider time, Action drained, Action<string> conflict)
    {
        Receive<AskHealth>(_ => Sender.Tell(Health(node, Context.System)));
        Receive<OrderNode>(order =>
        {
            if (dispatcher is null && order.Command != NodeCommand.Drain)
            {
                Sender.Tell(new GateRefused($"The node {node} has no devices: there is nothing to cordon."));
                return;
            }
            _closed = order.Command != NodeCommand.Uncordon;
            _draining = order.Command == NodeCommand.Drain;
            _log.Info("Node {Node}: {Command}", node, order.Command);
            Sender.Tell(new NodeOrdered(node));
            if (!_closed)
                dispatcher?.Tell(new NodeOpened(node));
            Self.Tell(Beat.Instance);
        });
        Receive<SearchFault>(fault =>
        {
            if (!fault.Conflict)
                _trouble = time.GetTimestamp();
            else if (_trouble is not { } trouble || time.GetElapsedTime(trouble) > LateWrites)
                conflict(fault.Sentence);
        });
        Receive<NodeStands>(stands =>
        {
            if (_draining && stands.Leases == 0)
                drained();
        });
        Receive<Beat>(_ =>
        {
            // Without devices, or without anyone to give them work, there is nothing to wait for.
            if (_draining && (dispatcher is null || !HasControl()))
                drained();
            else if (_closed)
                dispatcher!.Tell(new NodeClosed(node, _draining));
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string node, IActorRef? dispatcher, TimeProvider time, Action drained, Action<string> conflict) =>
        Akka.Actor.Props.Create(() => new NodeKeeperActor(node, dispatcher, time, drained, conflict));

    protected override bool AroundReceive(Receive receive, object message) =>
        _members.Refuses(message, Sender) || base.AroundReceive(receive, message);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SearchFault));
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, Between);
    }

    private static bool HasControl()
    {
        var state = Cluster.Get(Context.System).State;
        return state.Members.Except(state.Unreachable).Any(member => member.HasRole(NodeOptions.ControlRole));
    }

    /// <summary>The node's health, by its own membership.</summary>
    internal static NodeHealth Health(string node, ActorSystem system)
    {
        var cluster = Cluster.Get(system);
        var status = cluster.SelfMember.Status;
        return new NodeHealth(node, status == MemberStatus.Up, status.ToString().ToLowerInvariant());
    }

    private sealed class Beat
    {
        public static readonly Beat Instance = new();
    }
}
