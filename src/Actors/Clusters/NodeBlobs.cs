using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Actors.Hosting;
using Akka.Actor;
using Akka.Hosting;

namespace Actors.Clusters;

/// <summary>
/// The blobs of a node: in a directory that all share, in a bucket, or in its own directory, with the others' a message away.
/// </summary>
public static class NodeBlobs
{
    public static IBlobStores Stores(ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new BlobFolders(settings.StorePath, TimeProvider.System);
    }

    /// <summary>The node's checkpoint actor. Before whatever else asks for it.</summary>
    /// <param name="keepsAll">Copies are kept like the node's own blobs: control nodes, so that the death of a device machine loses
    /// nothing.</param>
    public static AkkaConfigurationBuilder WithBlobs(
        this AkkaConfigurationBuilder builder,
        ClusterSettings settings,
        IBlobStores stores,
        bool keepsAll
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        return builder.WithActors((system, registry) => Blobs.Of(system, registry, stores, Remote(system, settings, stores, keepsAll)));
    }

    private static RemoteBlobs? Remote(ActorSystem system, ClusterSettings settings, IBlobStores stores, bool keepsAll)
    {
        var limit = new CacheLimit(settings.CachePath, settings.Cache, TimeProvider.System);
        if (settings.S3 is { } s3)
        {
            var bucket = S3Bucket.Open(s3, TimeProvider.System);
            system.RegisterOnTermination(bucket.Dispose);
            return RemoteBlobs.OfCluster(system, stores, limit) with { Bucket = bucket };
        }
        if (!settings.KeepsOwnBlobs)
            return null;
        return keepsAll
            ? RemoteBlobs.OfCluster(system, stores, limit: null)
            : RemoteBlobs.OfCluster(system, new BlobFolders(settings.CachePath, TimeProvider.System), limit);
    }
}
