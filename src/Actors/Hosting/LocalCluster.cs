using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Strategies;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nas.Model;

namespace Actors.Hosting;

/// <summary>
/// A control node in this process and its device processes, on loopback: what <c>langevin run</c> starts. The devices end with this
/// process, however it ends.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    /// <summary>Name of the blobs' folder in a search's directory.</summary>
    public const string BlobFolder = "blobs";

    /// <summary>Time that a suspension may take: a step of each device, its checkpoint, and their way to the journal.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3.5);

    private readonly IHost _host;
    private readonly FileBlobStore _store;
    private readonly string _key;
    private readonly DeviceProcesses _processes = new();

    private LocalCluster(LocalClusterOptions options, FileBlobStore store)
    {
        (_store, _key) = (store, RunKey.Make());
        _host = BuildHost(options, store, _key);
    }

    /// <summary>The variable that processes must have in their environment to be spoken to.</summary>
    public KeyValuePair<string, string> Key => new(RunKey.Variable, _key);

    /// <summary>The address at which other nodes of this machine find it.</summary>
    public string Contact => NodeOptions.Contact(Akka.Cluster.Cluster.Get(System).SelfAddress);

    private ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    private IActorRef Searches => _host.Services.GetRequiredService<IActorRegistry>().Get<Searches>();

    /// <exception cref="UserException">The directory cannot be written, or the device program is missing.</exception>
    public static async Task<LocalCluster> StartAsync(LocalClusterOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var program = options.Runtimes is null ? GpuHostProgram.Find() : null;
        SearchPersistence.Prepare(options.Directory);
        var store = new FileBlobStore(Path.Combine(options.Directory, BlobFolder), TimeProvider.System);
        var cluster = new LocalCluster(options, store);
        try
        {
            await cluster._host.StartAsync(cancellation);
            if (program is not null)
                cluster.StartDevices(options, program);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts the search, or goes on with it, and waits for its end. An interrupt suspends it instead: what can be saved is, within a few
    /// seconds, and the progress that comes back says suspended.
    /// </summary>
    /// <param name="onProgress">Called on another thread.</param>
    /// <exception cref="UserException">The search was refused: its journal belongs to other settings.</exception>
    public async Task<SearchProgress> RunAsync(StartSearch start, Action<SearchProgress> onProgress, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(start);
        _store.PutText(start.Settings);
        var done = new TaskCompletionSource<SearchProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = System.ActorOf(SearchClientActor.Props(start, Searches, onProgress, done));
        await using var registration = interrupt.Register(() => client.Tell(new SearchClientActor.Interrupt(Patience)));
        var first = await Task.WhenAny(done.Task, System.WhenTerminated);
        return first == done.Task
            ? await done.Task
            : throw new InvalidOperationException("The control node left its cluster: see its log.");
    }

    /// <summary>
    /// Takes a fraction of a second: nobody is left in the cluster to hand anything over to, and all that was acknowledged is on the disk.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _processes.StopAsync(TimeSpan.FromSeconds(1));
        await System.Terminate();
        _host.Dispose();
    }

    private static IHost BuildHost(LocalClusterOptions options, FileBlobStore store, string key)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = NodeOptions.SystemName });
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddAkka(
            NodeOptions.SystemName,
            akka =>
            {
                akka.AddHocon(SearchPersistence.Sqlite(options.Directory), HoconAddMode.Prepend)
                    .AddHocon("akka.coordinated-shutdown.run-by-actor-system-terminate = off", HoconAddMode.Prepend)
                    .WithSearches(StrategyCatalog.Standard, store, TimeProvider.System, scores: ScoreFile.In(options.Directory))
                    .WithDispatcher(TimeProvider.System, new DispatchLimits { OneMachine = true, Devices = options.Devices });
                if (options.Runtimes is { } runtimes)
                {
                    akka.WithDevices(new DeviceOptions(options.Devices, options.Kind), store, runtimes, TimeProvider.System);
                }
                akka.WithNode(
                    new NodeOptions
                    {
                        Roles = [NodeOptions.ControlRole],
                        Loggers = options.Loggers,
                        Tls = RunKey.Tls(key),
                    }
                );
            }
        );
        return builder.Build();
    }

    private void StartDevices(LocalClusterOptions options, string program) =>
        _processes.Start(
            System,
            _host.Services.GetRequiredService<IActorRegistry>().Get<Dispatcher>(),
            new DeviceProcessOptions(program, Contact, options.Directory, options.Kind, options.Devices, options.Threads)
            {
                Span = options.DeviceSpan,
                Plugins = options.Plugins,
                Environment = new Dictionary<string, string>([Key]),
            }
        );
}
