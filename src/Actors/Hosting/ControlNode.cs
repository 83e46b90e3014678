using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Scores;
using Actors.Search;
using Actors.Strategies;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Pattern;

namespace Actors.Hosting;

/// <summary>The parts that make a node a control node.</summary>
public static class ControlNode
{
    /// <summary>
    /// Options of a singleton on the control nodes. One that is not found yet is the normal course of a start: no warning.
    /// </summary>
    internal static ClusterSingletonOptions OnControl =>
        new() { Role = NodeOptions.ControlRole, LogSingletonIdentificationFailure = false };

    /// <summary>
    /// The searches, one entity each, the way to the dispatcher, and the searches' blobs. Needs a journal: see
    /// <see cref="Persistence.SearchPersistence"/>.
    /// </summary>
    /// <param name="scores">Scores that are known from before; null: none are.</param>
    public static AkkaConfigurationBuilder WithSearches(
        this AkkaConfigurationBuilder builder,
        StrategyCatalog strategies,
        IBlobStores stores,
        TimeProvider time,
        bool holdCopies = false,
        ScoreStore? scores = null
    )
    {
        var options = new ShardOptions
        {
            Role = NodeOptions.ControlRole,
            StateStoreMode = StateStoreMode.DData,
            RememberEntities = false,
            ShouldPassivateIdleEntities = false,
            HandOffStopMessage = SearchActor.Stop.Instance,
        };
        return builder
            .WithDispatcherProxy()
            .WithShardRegion<Searches>(
                Searches.TypeName,
                (system, registry) =>
                {
                    var environment = new SearchEnvironment(registry.Get<Dispatcher>(), strategies, time)
                    {
                        Checkpoints = Blobs.Of(system, registry, stores),
                        HoldCopies = holdCopies,
                        Scores = scores is null ? ActorRefs.Nobody : system.ActorOf(ScoreActor.Props(scores), "scores"),
                    };
                    return id => Persistent(id, environment);
                },
                new SearchMessageExtractor(),
                options
            );
    }

    /// <summary>The dispatcher, once in the cluster. After <see cref="WithSearches"/>.</summary>
    public static AkkaConfigurationBuilder WithDispatcher(
        this AkkaConfigurationBuilder builder,
        TimeProvider time,
        DispatchLimits limits
    ) =>
        builder.WithSingleton<DispatcherActor>(
            Dispatcher.Name,
            (_, registry, _) => DispatcherActor.Props(registry.Get<Searches>(), time, limits),
            OnControl,
            createProxyToo: false
        );

    /// <summary>
    /// A search whose journal fails stops; it comes back by itself, later each time, and meanwhile whoever wants it says so again.
    /// </summary>
    private static Props Persistent(string id, SearchEnvironment environment) =>
        BackoffSupervisor.Props(
            Backoff
                .OnStop(
                    SearchActor.Props(id, environment),
                    "search",
                    TimeSpan.FromSeconds(0.5),
                    TimeSpan.FromSeconds(10),
                    0.2,
                    maxNrOfRetries: -1
                )
                .WithFinalStopMessage(message => message is SearchActor.Stop)
        );

    internal static AkkaConfigurationBuilder WithDispatcherProxy(this AkkaConfigurationBuilder builder) =>
        builder.WithSingletonProxy<Dispatcher>(Dispatcher.Name, OnControl);
}
