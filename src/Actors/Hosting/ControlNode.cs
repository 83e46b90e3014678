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
    private static ClusterSingletonOptions OnControl => new() { Role = NodeOptions.ControlRole };

    /// <summary>The searches, one entity each, and the way to the dispatcher. Needs a journal: see <see cref="Persistence.SearchPersistence"/>.</summary>
    public static AkkaConfigurationBuilder WithSearches(this AkkaConfigurationBuilder builder, StrategyCatalog strategies, TimeProvider time)
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
            (_, registry) =>
            {
                var environment = new SearchEnvironment(registry.Get<Dispatcher>(), strategies, time);
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
