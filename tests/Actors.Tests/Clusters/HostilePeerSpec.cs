using Actors.Checkpoints;
using Actors.Clusters;
using Actors.Dispatch;
using Actors.Hosting;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Serialization;
using Actors.Tests.Devices;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Nas.Model.Settings;

namespace Actors.Tests.Clusters;

/// <summary>
/// A stranger reaches the port of a node without TLS, with an actor system of Akka's own settings that has read our assemblies: some things
/// it may do, others not. For attacks that leave no answer, the victim's log says when they have arrived.
/// </summary>
[Trait("Kind", "Actor")]
public sealed class HostilePeerSpec(Victim victim) : IClassFixture<Victim>, IAsyncLifetime
{
    private const string Settings = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          actor {
            provider = cluster
            serializers.wire = "Actors.Serialization.WireSerializer, Actors"
            serialization-bindings { "Actors.Serialization.IWireMessage, Actors" = wire }
          }
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """;

    private static readonly string[] Ours =
    [
        "user/gate",
        "user/keeper",
        "user/checkpoints",
        "user/dispatcher",
        "user/dispatcher/dispatcher",
        "user/catalogue",
        "user/catalogue/catalogue",
        "system/sharding/search",
        "system/cluster/core/daemon",
        "user",
        "system",
    ];

    private readonly List<ActorSystem> _strangers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits until the parts that a cluster has once are there.</summary>
    public async ValueTask InitializeAsync()
    {
        var friend = Stranger();
        await NodesAsync(friend);
        await AskAsync<SearchList>(friend, new ListSearches());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stranger in _strangers)
            await stranger.Terminate();
    }

    [Fact]
    public async Task No_actor_is_made_for_a_stranger()
    {
        var stranger = Stranger();
        var deployed = (IInternalActorRef)
            stranger.ActorOf(
                Props
                    .Create(() => new Planted(victim.Directory))
                    .WithDeploy(new Deploy(new RemoteScope(Address.Parse(Url("").TrimEnd('/'))))),
                "planted"
            );
        Assert.False(deployed.IsLocal);

        await victim.LogsAsync("serializer", "id [3]");
        Assert.Null(await LifeAsync(deployed, TimeSpan.FromSeconds(0.5)));
        Assert.False(Directory.Exists(Path.Combine(victim.Directory, "planted")));
    }

    [Fact]
    public async Task No_actor_of_ours_ends_or_starts_anew_at_a_stranger_s_word()
    {
        var before = await LivesAsync();
        foreach (var word in new object[] { PoisonPill.Instance, Kill.Instance, IntentionalRestart.Instance })
        {
            var stranger = Stranger();
            foreach (var path in Ours)
            {
                stranger.ActorSelection(Url(path)).Tell(word);
                Reference(stranger, path).Tell(word, ActorRefs.NoSender);
            }
            stranger.ActorSelection(Url("user/*")).Tell(word);
            await NodesAsync(stranger);
        }
        await victim.LogsAsync("Nodes do not say 'PP'");
        await victim.LogsAsync("Nodes do not say 'K'");

        Assert.Equal(before, await LivesAsync());
        Assert.False(victim.Left.IsCompleted);
    }

    [Theory]
    [InlineData("Terminate", "Nodes do not say 'Akka.Dispatch.SysMsg.Terminate")]
    [InlineData("Suspend", "Nodes do not say 'Akka.Dispatch.SysMsg.Suspend")]
    [InlineData("Recreate", "Nodes do not say 'Akka.Dispatch.SysMsg.Recreate")]
    [InlineData("Failed", "Nodes do not say 'Akka.Dispatch.SysMsg.Failed")]
    [InlineData("Mourn", "Nobody else says that our actors have ended")]
    [InlineData("Watch", "Nobody else says whom our actors watch")]
    public async Task No_actor_of_ours_is_managed_by_a_stranger(string word, string refused)
    {
        var before = await LivesAsync();
        var stranger = Stranger();
        var own = (IInternalActorRef)stranger.ActorOf(Props.Empty);
        foreach (var path in Ours.Reverse())
        {
            var target = Reference(stranger, path);
            target.SendSystemMessage(
                word switch
                {
                    "Terminate" => new Terminate(),
                    "Suspend" => new Akka.Dispatch.SysMsg.Suspend(),
                    "Recreate" => new Recreate(new InvalidOperationException("no")),
                    "Failed" => new Failed(own, new InvalidOperationException("no"), 1),
                    "Mourn" => new DeathWatchNotification(Reference(stranger, "user"), true, false),
                    _ => new Watch(own, target),
                }
            );
        }
        await victim.LogsAsync(refused);
        // Who watched it and takes no notice of its end would end as well.
        await own.GracefulStop(TimeSpan.FromSeconds(5));

        Assert.Equal(before, await LivesAsync());
        Assert.False(victim.Left.IsCompleted);
    }

    [Theory, InlineData("Down"), InlineData("Leave")]
    public async Task No_stranger_has_a_node_leave_its_cluster(string command)
    {
        var stranger = Stranger();
        var order = Activator.CreateInstance(
            Type.GetType($"Akka.Cluster.ClusterUserAction+{command}, Akka.Cluster", throwOnError: true)!,
            Address.Parse(Url("").TrimEnd('/'))
        )!;
        Reference(stranger, "system/cluster/core/daemon").Tell(order, ActorRefs.NoSender);
        await victim.LogsAsync($"Nodes do not say 'Akka.Cluster.ClusterUserAction+{command}");

        Assert.Equal("up", Assert.Single((await NodesAsync(stranger)).Nodes).Status);
        Assert.False(victim.Left.IsCompleted);
    }

    [Fact]
    public async Task No_stranger_lends_a_device_takes_work_closes_a_node_or_deletes_blobs()
    {
        var stranger = Stranger();
        var store = NodeBlobs.Stores(new ClusterSettings { Store = Path.Combine(victim.Directory, "store") }).Of("kept");
        var blob = store.PutText("kept");
        File.SetLastWriteTimeUtc(((BlobFound)store.Find(blob)).Path, DateTime.UtcNow.AddDays(-1));
        foreach (
            var (path, message) in new (string, IWireMessage)[]
            {
                ("user/dispatcher/dispatcher", new DeviceHere("evil:1-a:0", "cpu", null)),
                ("user/dispatcher/dispatcher", new NodeClosed("control", Draining: true)),
                (
                    "user/dispatcher/dispatcher",
                    new SubmitTask("s", new DeviceTask("t/0", DeviceTaskKind.Train, blob, "t", 0, null, null, [], 1, 0))
                ),
                ("user/checkpoints", new CollectBlobs("kept", [])),
                ("user/keeper", new OrderNode("control", NodeCommand.Drain)),
                ("user/catalogue/catalogue", new EnterSearch("never")),
            }
        )
        {
            stranger.ActorSelection(Url(path)).Tell(message);
            await victim.LogsAsync($"{message.GetType().Name} of akka", "no member of this cluster");
        }

        var view = await AskAsync<DispatchView>(stranger, new DescribeDispatch());
        Assert.DoesNotContain(view.Devices, device => device.Name.StartsWith("evil", StringComparison.Ordinal));
        Assert.Equal(0, view.Waiting);
        Assert.IsType<BlobFound>(store.Find(blob));
        Assert.DoesNotContain((await AskAsync<SearchList>(stranger, new ListSearches())).Searches, search => search.SearchId == "never");
    }

    [Fact]
    public async Task No_stranger_s_result_counts_and_no_stranger_gives_a_device_work()
    {
        var stranger = Stranger();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var held = new ManualResetEventSlim();
        victim.Runtimes.Before = place =>
        {
            if (!place.StartsWith("search:", StringComparison.Ordinal))
                return;
            reached.TrySetResult();
            held.Wait(TimeSpan.FromSeconds(60));
        };
        await AskAsync<SearchAccepted>(stranger, new SubmitSearch("tiny", SettingsJson.Text(FakeSettings.Tiny)));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        for (var candidate = 0; candidate < 4; candidate++)
        {
            stranger
                .ActorSelection(Url("system/sharding/search"))
                .Tell(new EvaluationFinished("tiny", $"search/{candidate}@0", [new CandidateScore(99, 0)], "evil:1-a:0", 1));
        }
        await victim.LogsAsync("EvaluationFinished of akka", "no member of this cluster");
        stranger
            .ActorSelection(Url("user/device-0", victim.DeviceContact))
            .Tell(new RevokeLease(new Lease("tiny", "search/0@0", 1), SaveCheckpoint: false));
        await victim.LogsAsync("RevokeLease of akka", "no member of this cluster");
        held.Set();

        SearchSummary search;
        do search = (await AskAsync<SearchList>(stranger, new ListSearches())).Searches.Single(one => one.SearchId == "tiny");
        while (search.Status == SearchStatus.Running);
        Assert.Equal(SearchStatus.Completed, search.Status);
        var history = new List<HistoryEntry>();
        await foreach (
            var entry in Actors
                .Archive.SearchReader.In(Path.Combine(victim.Directory, "control"), "tiny")
                .HistoryAsync(verbose: false, Cancel)
        )
            history.Add(entry);
        Assert.DoesNotContain("99", string.Join(' ', history.Select(entry => entry.Score)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_message_is_refused_before_any_actor_sees_it_whoever_sends_it()
    {
        var before = await LivesAsync();
        var stranger = Stranger();
        stranger.ActorSelection(Url("user/dispatcher/dispatcher")).Tell(new DeviceHere("evil\u001b[2J", "cpu", null));
        await victim.LogsAsync("No valid 'device-here/1': Device is no name");
        await NodesAsync(stranger);

        Assert.Equal(before, await LivesAsync());
    }

    [Fact]
    public async Task A_run_on_one_machine_speaks_to_nobody_without_its_key()
    {
        await using var run = await LocalCluster.StartAsync(
            new LocalClusterOptions { Directory = Path.Combine(victim.Directory, "run"), Runtimes = new FakeRuntimeFactory() },
            Cancel
        );
        var searches = $"akka.ssl.tcp://{NodeOptions.SystemName}@{run.Contact}/system/sharding/search";
        var other = LifeAsync(Stranger(RunKey.Make()).ActorSelection(searches), TimeSpan.FromSeconds(2));
        var plain = LifeAsync(Stranger().ActorSelection(searches.Replace("ssl.", "", StringComparison.Ordinal)), TimeSpan.FromSeconds(2));

        Assert.Null(await other);
        Assert.Null(await plain);
        Assert.NotNull(await LifeAsync(Stranger(run.Key.Value).ActorSelection(searches), TimeSpan.FromSeconds(30)));
    }

    /// <param name="key">Key of a run; null: no TLS.</param>
    private ActorSystem Stranger(string? key = null)
    {
        var setup = Akka.Actor.Setup.ActorSystemSetup.Create(
            BootstrapSetup
                .Create()
                .WithConfig(
                    ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.enable-ssl = {(key is null ? "off" : "on")}\n{Settings}")
                )
        );
        var stranger = ActorSystem.Create("stranger", key is null ? setup : setup.And(RunKey.Tls(key)));
        _strangers.Add(stranger);
        return stranger;
    }

    private string Url(string path, string? contact = null) => $"{NodeOptions.Url(contact ?? victim.Contact, encrypted: false)}/{path}";

    private IInternalActorRef Reference(ActorSystem stranger, string path) =>
        (IInternalActorRef)((ExtendedActorSystem)stranger).Provider.ResolveActorRef(Url(path));

    private Task<NodeList> NodesAsync(ActorSystem stranger) => AskAsync<NodeList>(stranger, new ListNodes());

    private async Task<T> AskAsync<T>(ActorSystem stranger, IWireMessage question)
    {
        while (true)
        {
            var answer = await stranger.ActorSelection(Url("user/gate")).Ask<object>(question, TimeSpan.FromSeconds(20), Cancel);
            if (answer is T told)
                return told;
        }
    }

    /// <summary>Names of the actors that live, and each one's life.</summary>
    private async Task<string> LivesAsync()
    {
        var friend = Stranger();
        var found = await Task.WhenAll(Ours.Select(path => LifeAsync(friend.ActorSelection(Url(path)), TimeSpan.FromSeconds(20))));
        Assert.All(found, Assert.NotNull);
        return string.Join('\n', found);
    }

    /// <summary>Name and life of the one that answers; null: nobody, or the dead letters of the one or the other.</summary>
    private static async Task<string?> LifeAsync(ICanTell whom, TimeSpan patience)
    {
        try
        {
            return (await whom.Ask<ActorIdentity>(new Identify(1), patience, Cancel)).Subject?.Path.ToStringWithUid();
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private sealed class Planted : ReceiveActor
    {
        public Planted(string directory) => Directory.CreateDirectory(Path.Combine(directory, "planted"));
    }
}
