using Actors.Checkpoints.Buckets;
using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster;

namespace Actors.Checkpoints;

/// <summary>The blobs of other nodes, for a node that does not share a directory with them.</summary>
/// <param name="Peers">The checkpoint actors of all other nodes that are there now.</param>
/// <param name="Copies">The stores in which copies are kept.</param>
/// <param name="Limit">Limit of the copies' size; null: they are kept as long as the search refers to them.</param>
public sealed record RemoteBlobs(Func<IReadOnlyList<ICanTell>> Peers, IBlobStores Copies, CacheLimit? Limit)
{
    /// <summary>Has every blob that a search refers to; null: the nodes have them, each its own.</summary>
    public S3Bucket? Bucket { get; init; }

    public static RemoteBlobs OfCluster(ActorSystem system, IBlobStores copies, CacheLimit? limit) =>
        new(() => Others(system), copies, limit);

    private static List<ICanTell> Others(ActorSystem system)
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        return
        [
            .. state
                .Members.Except(state.Unreachable)
                .Where(member =>
                    member.Status == MemberStatus.Up && HasBlobs(member) && !member.UniqueAddress.Equals(cluster.SelfUniqueAddress)
                )
                .Select(member => system.ActorSelection(new RootActorPath(member.Address) / "user" / Blobs.ActorName)),
        ];
    }

    /// <summary>All but those that only show the cluster.</summary>
    private static bool HasBlobs(Member member) =>
        member.HasRole(NodeOptions.ControlRole) || member.HasRole(NodeOptions.KeeperRole) || member.HasRole(NodeOptions.DeviceRole);
}
