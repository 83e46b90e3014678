using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Coordination;

namespace Actors.Clusters;

/// <summary>
/// The split-brain resolver's question, whoever of the members has to put it: passed on to a control node on its own side, which asks the
/// database; to the next where that one is silent, for it may have died since the question came up. Where the answer is not to be had, the
/// side goes on if all the control nodes are on it: without one, no other side does. See <see cref="ArbiterActor"/>; nothing is held, so
/// nothing is released.
/// </summary>
public sealed class DatabaseLease(LeaseSettings settings, ExtendedActorSystem system) : Lease(settings)
{
    public override async Task<bool> Acquire()
    {
        var cluster = Cluster.Get(system);
        var all = ControlNodes(cluster.State.Members);
        var here = ControlNodes(cluster.State.Members.Except(cluster.State.Unreachable));
        foreach (var node in here.OrderBy(node => !node.Equals(cluster.SelfUniqueAddress)))
        {
            // All have their turn in the time that there is.
            if (await AskAsync(node, Settings.TimeoutSettings.OperationTimeout / here.Length) is { Unknown: false } answer)
                return answer.Yes;
        }
        return here.Length > 0 && here.Length == all.Length;
    }

    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Acquire();

    public override Task<bool> Release() => Task.FromResult(true);

    public override bool CheckLease() => false;

    private static UniqueAddress[] ControlNodes(IEnumerable<Member> members) =>
        [.. members.Where(member => member.HasRole(NodeOptions.ControlRole)).Select(member => member.UniqueAddress)];

    /// <returns>The node's answer; null: it is silent.</returns>
    private async Task<GoOn?> AskAsync(UniqueAddress node, TimeSpan patience)
    {
        try
        {
            return await system
                .ActorSelection(new RootActorPath(node.Address) / "user" / ArbiterActor.Name)
                .Ask<GoOn>(new MayWeGoOn(), patience);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
