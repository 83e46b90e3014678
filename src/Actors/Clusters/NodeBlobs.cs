using Actors.Checkpoints;
using Actors.Hosting;
using Akka.Hosting;

namespace Actors.Clusters;

/// <summary>The blobs of a node: in a directory that all share, or in its own, with the others' a message away.</summary>
public static class NodeBlobs
{
    public static IBlobStores Stores(ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new BlobFolders(settings.StorePath, TimeProvider.System);
    }

    /// <summary>The node's checkpoint actor. Before whatever else asks for it.</summary>
    /// <param name="keepsAll">Copies are kept like the node's own blobs: control nodes, so that the death of a device machine loses nothing.</param>
    public static AkkaConfigurationBuilder WithBlobs(this AkkaConfigurationBuilder builder, ClusterSettings settings, IBlobStores stores, bool keepsAll)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        return builder.WithActors((system, registry) =>
        {
            var copies = keepsAll ? stores : new BlobFolders(settings.CachePath, TimeProvider.System);
            var limit = keepsAll ? null : new CacheLimit(settings.CachePath, settings.Cache, TimeProvider.System);
            Blobs.Of(system, registry, stores, settings.SharesStore ? null : RemoteBlobs.OfCluster(system, copies, limit));
        });
    }
}
