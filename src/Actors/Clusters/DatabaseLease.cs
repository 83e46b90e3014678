using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Coordination;

namespace Actors.Clusters;

/// <summary>
/// The split-brain resolver's question, whoever of the members has to put it: passed on to a control node on its own side, which asks the
/// database; to the next where that one is silent, for it may have died since the question came up. A side without a control node does not go on. See <see cref="ArbiterActor"/>; nothing is held, so nothing is released.
/// </summary>
public sealed class DatabaseLease(LeaseSettings settings, ExtendedActorSystem system) : Lease(settings)
{
    public override async Task<bool> Acquire()
    {
        var cluster = Cluster.Get(system);
        var asked = new HashSet<UniqueAddress>();
        var each = Patience(cluster);
        while (ControlNodes(cluster).FirstOrDefault(member => !asked.Contains(member)) is { } next)
        {
            asked.Add(next);
            var arbiter = system.ActorSelection(new RootActorPath(next.Address) / "user" / ArbiterActor.Name);
            try
            {
                return (await arbiter.Ask<GoOn>(new MayWeGoOn(), each)).Yes;
            }
            catch (AskTimeoutException)
            {
                // Dead, and not known to be yet: another may be there that answers.
            }
        }
        return false;
    }

    /// <summary>For one of them: all have their turn in the time that there is.</summary>
    private TimeSpan Patience(Cluster cluster) => Settings.TimeoutSettings.OperationTimeout / Math.Max(1, ControlNodes(cluster).Count());

    /// <summary>Those on this side, this node first where it is one.</summary>
    private static IEnumerable<UniqueAddress> ControlNodes(Cluster cluster)
    {
        var state = cluster.State;
        return state.Members.Except(state.Unreachable).Where(member => member.HasRole(NodeOptions.ControlRole)).Select(member => member.UniqueAddress)
            .OrderBy(member => !member.Equals(cluster.SelfUniqueAddress));
    }

    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Acquire();

    public override Task<bool> Release() => Task.FromResult(true);

    public override bool CheckLease() => false;
}
