using System.Text.Json;
using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Actors.Dispatch;
using Actors.Hosting;
using Actors.Persistence;
using Actors.Plugins;
using Actors.Serialization;
using Actors.Strategies;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>
/// A node of a cluster of several machines, in this process, with the roles that it is given. For whoever it shows the cluster to it asks
/// the control nodes that its membership knows: itself first where it is one, and never one that is gone.
/// </summary>
public sealed class ClusterNode : IClusterClient, IAsyncDisposable
{
    /// <summary>Time to wait for one control node: another may be there that answers.</summary>
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(2);

    private readonly IHost _host;
    private readonly ClusterSettings _settings;
    private readonly NodeRoles _roles;
    private readonly NodeAsker _asker;
    private readonly DeviceProcesses _processes = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _conflict = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterNode(ClusterSettings settings, NodeRoles roles, ILoggerFactory? loggers)
    {
        (_settings, _roles) = (settings, roles);
        _host = Build(loggers);
        _asker = new NodeAsker(
            ControlNodes,
            Each,
            patience => $"No control node of the cluster answered within {patience.TotalSeconds:0} seconds.",
            TimeProvider.System
        );
    }

    /// <summary>Ends when the node has been drained: it has no more work, and may be stopped.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Ends, with a sentence, when another cluster works on the same journal.</summary>
    public Task<string> Conflict => _conflict.Task;

    /// <summary>Ends when the node is no longer in its cluster, whoever wanted it so.</summary>
    public Task Left => System.WhenTerminated;

    private ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    private IActorRegistry Registry => _host.Services.GetRequiredService<IActorRegistry>();

    /// <summary>Returns when the node is a member of the cluster.</summary>
    /// <exception cref="UserException">No cluster was found in time, the address or the directory cannot be used, or the device program is
    /// missing.</exception>
    public static async Task<ClusterNode> StartAsync(
        ClusterSettings settings,
        NodeRoles roles,
        ILoggerFactory? loggers,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(roles);
        var program = roles.Devices ? GpuHostProgram.Find() : null;
        if (settings.Plugins is { } plugins && !roles.OnlyWeb)
            NodePlugins.Load(plugins);
        await ListeningAddress.RequireAsync(settings, cancellation);
        if (settings.S3 is { } s3 && !roles.OnlyWeb)
            await S3Bucket.RequireAsync(s3, settings.NodeName, TimeProvider.System, cancellation);
        if (roles.Control)
            await PrepareJournalAsync(settings, cancellation);
        var node = new ClusterNode(settings, roles, loggers);
        try
        {
            await node._host.StartAsync(cancellation);
            await node.JoinAsync(cancellation);
            if (program is not null)
                node.StartDevices(program);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<T> AskAsync<T>(IWireMessage question, TimeSpan patience, CancellationToken cancellation) =>
        _asker.AskAsync<T>(GateActor.Name, question, patience, cancellation);

    /// <summary>Whether this node takes part in its cluster and a control node answers.</summary>
    public async Task<NodeHealth> HealthAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var own = NodeKeeperActor.Health(_settings.NodeName, System);
        return own.Ready ? await _asker.AskAsync<NodeHealth>(NodeKeeperActor.Name, new AskHealth(), patience, cancellation) : own;
    }

    /// <summary>Takes no more work, and waits for what is under way, but not for longer than the settings say.</summary>
    public async Task DrainAsync()
    {
        _ = System.ActorSelection($"/user/{NodeKeeperActor.Name}").Ask<NodeOrdered>(new OrderNode(_settings.NodeName, NodeCommand.Drain));
        await Task.WhenAny(Drained, Left, Task.Delay(TimeSpan.FromSeconds(_settings.DrainWithin)));
    }

    /// <summary>Ends the device processes and leaves the cluster: searches are handed over to other control nodes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _processes.StopAsync(TimeSpan.FromSeconds(3));
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        _host.Dispose();
    }

    private static async Task PrepareJournalAsync(ClusterSettings settings, CancellationToken cancellation)
    {
        if (settings.Journal.Kind == JournalSettings.Sqlite)
            SearchPersistence.Prepare(settings.Directory);
        else
            await PostgresJournal.PrepareAsync(ClusterConfig.Connection(settings), TimeProvider.System, cancellation);
    }

    private IHost Build(ILoggerFactory? loggers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = NodeOptions.SystemName });
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddAkka(
            NodeOptions.SystemName,
            akka =>
            {
                if (!_roles.OnlyWeb)
                    AddWork(akka);
                akka.WithActors(
                    (system, registry) =>
                        system.ActorOf(
                            NodeKeeperActor.Props(
                                _settings.NodeName,
                                _roles.Devices ? registry.Get<Dispatcher>() : null,
                                TimeProvider.System,
                                () => _drained.TrySetResult(),
                                sentence => _conflict.TrySetResult(sentence)
                            ),
                            NodeKeeperActor.Name
                        )
                );
                akka.WithNode(ClusterConfig.Node(_settings, [.. _roles.OfMember], _settings.Port, _settings.Join, loggers));
            }
        );
        return builder.Build();
    }

    /// <summary>Blobs, and searches or the way to them.</summary>
    private void AddWork(AkkaConfigurationBuilder akka)
    {
        var stores = NodeBlobs.Stores(_settings);
        akka.WithBlobs(_settings, stores, keepsAll: _roles.Control);
        if (_roles.Control)
            AddControl(akka, stores);
        else
            akka.WithControlProxies();
    }

    private void AddControl(AkkaConfigurationBuilder akka, IBlobStores stores)
    {
        akka.AddHocon(ClusterConfig.Journal(_settings), HoconAddMode.Prepend)
            .WithSearches(
                StrategyCatalog.Standard,
                stores,
                TimeProvider.System,
                holdCopies: _settings.KeepsOwnBlobs,
                scores: ClusterConfig.Scores(_settings)
            )
            .WithDispatcher(TimeProvider.System, new DispatchLimits { DeviceSilence = TimeSpan.FromSeconds(_settings.DeviceSilence) })
            .WithCatalogue(TimeProvider.System)
            .WithActors(
                (system, registry) =>
                {
                    var peers = new GatePeers(
                        registry.Get<Searches>(),
                        registry.Get<Catalogue>(),
                        registry.Get<Dispatcher>(),
                        registry.Get<CheckpointActor>()
                    );
                    system.ActorOf(GateActor.Props(peers), GateActor.Name);
                    if (_settings.DatabaseDecides)
                        system.ActorOf(ArbiterActor.Props(ClusterConfig.Connection(_settings)), ArbiterActor.Name);
                }
            );
    }

    /// <summary>The actor of that name on each control node that is there, on this node first.</summary>
    private IReadOnlyList<ActorSelection> ControlNodes(string actor)
    {
        var cluster = Akka.Cluster.Cluster.Get(System);
        return
        [
            .. cluster
                .State.Members.Except(cluster.State.Unreachable)
                .Where(member => member.HasRole(NodeOptions.ControlRole))
                .OrderBy(member => !member.UniqueAddress.Equals(cluster.SelfUniqueAddress))
                .Select(member => System.ActorSelection(new RootActorPath(member.Address) / "user" / actor)),
        ];
    }

    private async Task JoinAsync(CancellationToken cancellation)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Akka.Cluster.Cluster.Get(System).RegisterOnMemberUp(() => up.TrySetResult());
        var within = TimeSpan.FromSeconds(_settings.JoinWithin);
        await Task.WhenAny(up.Task, Left, Task.Delay(within, cancellation));
        cancellation.ThrowIfCancellationRequested();
        if (up.Task.IsCompleted)
            return;
        var whom = _settings.Join.IsEmpty ? "itself" : string.Join(", ", _settings.Join);
        throw new UserException(
            $"The node {_settings.NodeName} ({_settings.Contact}) could not join {whom} within {within.TotalSeconds:0} seconds. Is one of them up, and can they reach each other? "
                + $"A new cluster is started by the node that is named first. A node answers to one address only, the one that it says it is up at; this one's is {_settings.Contact}."
        );
    }

    private void StartDevices(string program)
    {
        var devices = _settings.Devices;
        // Device processes neither decide nor journal nor show anything: they need no secrets of the database and of the web page.
        var told = JsonSerializer.Serialize(
            _settings with
            {
                Name = _settings.NodeName,
                Plugins = _settings.Plugins is { } plugins ? Path.GetFullPath(plugins) : null,
                Journal = new(),
                Web = new(),
                SplitBrain = _settings.DatabaseDecides ? ClusterSettings.Database : ClusterSettings.Majority,
            }
        );
        _processes.Start(
            System,
            Registry.Get<Dispatcher>(),
            new DeviceProcessOptions(
                program,
                NodeOptions.Contact(Akka.Cluster.Cluster.Get(System).SelfAddress),
                _settings.Directory,
                devices.Kind,
                devices.Count,
                devices.Threads
            )
            {
                Environment = new Dictionary<string, string> { [ClusterSettings.Variable] = told },
            }
        );
    }
}
