using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Coordination;

namespace Actors.Clusters;

/// <summary>
/// The split-brain resolver's question, whoever of the members has to put it: passed on to a control node on its own side, which asks the
/// database. A side without a control node does not go on. See <see cref="ArbiterActor"/>; nothing is held, so nothing is released.
/// </summary>
public sealed class DatabaseLease(LeaseSettings settings, ExtendedActorSystem system) : Lease(settings)
{
    public override async Task<bool> Acquire()
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        var control = state.Members.Except(state.Unreachable).Where(member => member.HasRole(NodeOptions.ControlRole)).ToList();
        if ((control.Find(member => member.UniqueAddress.Equals(cluster.SelfUniqueAddress)) ?? control.FirstOrDefault()) is not { } member) return false;
        var arbiter = system.ActorSelection(new RootActorPath(member.Address) / "user" / ArbiterActor.Name);
        return (await arbiter.Ask<GoOn>(new MayWeGoOn(), Settings.TimeoutSettings.OperationTimeout)).Yes;
    }

    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Acquire();

    public override Task<bool> Release() => Task.FromResult(true);

    public override bool CheckLease() => false;
}
