using Akka.Actor;

namespace Actors.Hosting;

/// <summary>The options with which a node starts its device processes.</summary>
/// <param name="Program">Path of GpuHost.</param>
/// <param name="Contact">Address at which they find the node's cluster.</param>
/// <param name="Store">Directory of blobs and logs.</param>
/// <param name="Kind">cpu or cuda.</param>
/// <param name="Threads">Threads of each process, for arithmetic.</param>
internal sealed record DeviceProcessOptions(string Program, string Contact, string Store, string Kind, int Count, int Threads)
{
    /// <summary>CUDA devices that a process may use; null: it is not told.</summary>
    public int? Span { get; init; }

    /// <summary>Directory of plug-ins; null: none, or the environment says which.</summary>
    public string? Plugins { get; init; }

    /// <summary>Environment that they are given beside their arguments: keys and settings of the cluster.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    internal IEnumerable<string> ArgumentsOf(int index) =>
        [
            "--join",
            Contact,
            "--store",
            Store,
            "--kind",
            Kind,
            "--number",
            index.ToString(),
            "--parent-pipe",
            .. Kind == "cuda"
                ? ["--device-index", index.ToString(), .. Span is { } span ? ["--device-span", span.ToString()] : Array.Empty<string>()]
                : Array.Empty<string>(),
            .. Plugins is { } plugins ? ["--plugins", plugins] : Array.Empty<string>(),
        ];
}

/// <summary>The device processes of a node, each kept by an actor: see <see cref="DeviceProcessActor"/>.</summary>
internal sealed class DeviceProcesses
{
    private readonly List<IActorRef> _keepers = [];

    public void Start(ActorSystem system, IActorRef dispatcher, DeviceProcessOptions options)
    {
        var environment = new Dictionary<string, string>(options.Environment) { ["OMP_NUM_THREADS"] = options.Threads.ToString() };
        for (var i = 0; i < options.Count; i++)
        {
            string[] arguments = [.. options.ArgumentsOf(i)];
            _keepers.Add(
                system.ActorOf(
                    DeviceProcessActor.Props(
                        () => GpuHostProcess.Start(options.Program, arguments, environment),
                        dispatcher,
                        TimeProvider.System
                    ),
                    $"device-process-{i}"
                )
            );
        }
    }

    /// <summary>Ends them all, whatever they do.</summary>
    /// <param name="patience">Time for the actors that keep them.</param>
    public Task StopAsync(TimeSpan patience) => Task.WhenAll(_keepers.Select(keeper => keeper.GracefulStop(patience)));
}
