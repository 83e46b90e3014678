using Actors.Checkpoints;
using Actors.Devices;
using Actors.Dispatch;
using Actors.Search;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Nas.Model.Execution;

namespace Actors.Hosting;

/// <param name="Count">Devices of this process, each with a thread of its own.</param>
/// <param name="Kind">cpu or cuda.</param>
/// <param name="Node">Name of the node that keeps this process; null where no node does.</param>
/// <param name="Number">
/// Number of the process among those that are kept beside it, the same for one that starts in its place; null: nobody starts another.
/// </param>
public sealed record DeviceOptions(int Count, string Kind, string? Node = null, int? Number = null);

/// <summary>The parts that make a node lend its devices.</summary>
public static class DeviceNode
{
    /// <summary>The ways to the searches and to the dispatcher, on a node that has neither.</summary>
    public static AkkaConfigurationBuilder WithControlProxies(this AkkaConfigurationBuilder builder) =>
        builder
            .WithDispatcherProxy()
            .WithShardRegionProxy<Searches>(Searches.TypeName, NodeOptions.ControlRole, new SearchMessageExtractor());

    /// <summary>Devices. After <see cref="WithControlProxies"/>, or after the control node's own actors.</summary>
    public static AkkaConfigurationBuilder WithDevices(
        this AkkaConfigurationBuilder builder,
        DeviceOptions options,
        IBlobStores stores,
        ISearchRuntimeFactory factory,
        TimeProvider time
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var identities = Enumerable
            .Range(0, options.Count)
            .Select(i => new DeviceIdentity(DeviceName.Of(i), options.Kind, $"langevin.device-thread-{i}", options.Node, Place(options, i)))
            .ToList();
        foreach (var identity in identities)
            builder.AddHocon(DeviceActor.ThreadConfig(identity.ThreadDispatcher), HoconAddMode.Prepend);
        return builder.WithActors(
            (system, registry) =>
            {
                var checkpoints = Blobs.Of(system, registry, stores);
                var peers = new DevicePeers(registry.Get<Dispatcher>(), registry.Get<Searches>(), checkpoints);
                for (var i = 0; i < identities.Count; i++)
                {
                    system.ActorOf(DeviceActor.Props(identities[i], peers, stores, factory, time, DeviceDeath.Kill), $"device-{i}");
                }
            }
        );
    }

    private static string? Place(DeviceOptions options, int device) =>
        options.Number is { } number ? string.Create(null, $"{options.Node ?? Environment.MachineName}/{number}.{device}") : null;
}
