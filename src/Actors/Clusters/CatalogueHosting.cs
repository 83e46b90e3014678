using Actors.Hosting;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Pattern;

namespace Actors.Clusters;

/// <summary>The parts of a control node that only a cluster has.</summary>
internal static class CatalogueHosting
{
    /// <summary>The list of searches, once in the cluster. After <see cref="WithSearches"/>.</summary>
    public static AkkaConfigurationBuilder WithCatalogue(this AkkaConfigurationBuilder builder, TimeProvider time) =>
        builder
            .WithSingleton<CatalogueActor>(
                Catalogue.Name,
                (_, registry, _) => CatalogueActor.Props(registry.Get<Searches>(), time),
                ControlNode.OnControl,
                createProxyToo: false
            )
            .WithSingletonProxy<Catalogue>(Catalogue.Name, ControlNode.OnControl);
}
