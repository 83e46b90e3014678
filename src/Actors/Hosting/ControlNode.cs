using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Search;
using Actors.Strategies;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;

namespace Actors.Hosting;

/// <summary>What makes a node a control node.</summary>
public static class ControlNode
{
    /// <summary>That a singleton is not found yet is the normal course of a start: no warning.</summary>
    private static ClusterSingletonOptions OnControl => new() { Role = NodeOptions.ControlRole, LogSingletonIdentificationFailure = false };

    /// <summary>The searches, one entity each, the way to the dispatcher, and the searches' blobs. Needs a journal: see <see cref="Persistence.SearchPersistence"/>.</summary>
    public static AkkaConfigurationBuilder WithSearches(
        this AkkaConfigurationBuilder builder, StrategyCatalog strategies, IBlobStore store, TimeProvider time)
    {
        var options = new ShardOptions
        {
            Role = NodeOptions.ControlRole,
            StateStoreMode = StateStoreMode.DData,
            RememberEntities = false,
            ShouldPassivateIdleEntities = false,
        };
        return builder.WithDispatcherProxy().WithShardRegion<Searches>(
            Searches.TypeName,
            (system, registry) =>
            {
                var environment = new SearchEnvironment(registry.Get<Dispatcher>(), strategies, time) { Checkpoints = Blobs.Of(system, registry, store) };
                return id => SearchActor.Props(id, environment);
            },
            new SearchMessageExtractor(),
            options);
    }

    /// <summary>The dispatcher, once in the cluster. After <see cref="WithSearches"/>.</summary>
    public static AkkaConfigurationBuilder WithDispatcher(this AkkaConfigurationBuilder builder, TimeProvider time, DispatchLimits limits) =>
        builder.WithSingleton<DispatcherActor>(
            Dispatcher.Name,
            (_, registry, _) => DispatcherActor.Props(registry.Get<Searches>(), time, limits),
            OnControl,
            createProxyToo: false);

    internal static AkkaConfigurationBuilder WithDispatcherProxy(this AkkaConfigurationBuilder builder) =>
        builder.WithSingletonProxy<Dispatcher>(Dispatcher.Name, OnControl);
}
