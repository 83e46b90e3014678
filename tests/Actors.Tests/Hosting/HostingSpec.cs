using System.Collections.Concurrent;
using Actors.Archive;
using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Hosting;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Tests.Devices;
using Actors.Tests.Search;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nas.Model;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Testing;

namespace Actors.Tests.Hosting;

/// <summary>The whole system in one process: control and devices, journal and blobs, without tensors.</summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class HostingSpec : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FileBlobStore _store;

    public HostingSpec() => _store = new(_folder.File("blobs"), TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_whole_search_runs_on_one_node_and_is_complete_when_it_is_started_again()
    {
        var progress = new ConcurrentQueue<SearchProgress>();
        var first = await RunAsync(new FakeRuntimeFactory(), FakeSettings.Tiny, devices: 2, progress.Enqueue, Cancel);

        Assert.Equal(SearchStatus.Completed, first.Status);
        Assert.All(first.Phases!, phase => Assert.Equal((PhaseStatus.Completed, phase.Total), (phase.Status, phase.Done)));
        Assert.Equal(["supernet", "samples", "search", "chain-search", "retrain"], first.Phases!.Select(phase => phase.Name));
        Assert.Contains(progress, p => p.Status == SearchStatus.Running);

        var idle = new FakeRuntimeFactory();
        Assert.Equal(SearchStatus.Completed, (await RunAsync(idle, FakeSettings.Tiny, devices: 1, _ => { }, Cancel)).Status);
        Assert.Equal(0, idle.Opened);
    }

    [Fact]
    public async Task An_interrupted_search_is_suspended_and_goes_on_from_its_checkpoint()
    {
        using var interrupt = new CancellationTokenSource();
        var steps = new ConcurrentQueue<string>();
        var interrupted = new FakeRuntimeFactory
        {
            Before = place =>
            {
                if (place == "supernet/0#6")
                    interrupt.Cancel();
                steps.Enqueue(place);
                Thread.Yield();
            },
        };
        var settings = FakeSettings.Tiny with
        {
            Supernet = FakeSettings.Tiny.Supernet with { Steps = 200_000, CheckpointEvery = 1_000_000 },
        };
        var suspended = await RunAsync(interrupted, settings, devices: 1, _ => { }, interrupt.Token);
        Assert.Equal(SearchStatus.Suspended, suspended.Status);
        var done = steps.Count(step =>
            step.StartsWith("supernet/0#", StringComparison.Ordinal) && !step.EndsWith("write", StringComparison.Ordinal)
        );
        Assert.InRange(done, 6, 199_999);

        steps.Clear();
        var resumed = new FakeRuntimeFactory { Before = steps.Enqueue };
        var completed = await RunAsync(resumed, settings, devices: 1, _ => { }, Cancel);

        Assert.Equal(SearchStatus.Completed, completed.Status);
        Assert.Equal($"supernet/0#{done + 1}", steps.First());
    }

    [Fact]
    public async Task Another_search_of_the_same_place_is_scored_without_devices_where_the_first_has_been_and_its_history_is_the_same()
    {
        // Until it has a population, evolution draws what random search draws.
        var (first, second) = (
            FakeSettings.Tiny with
            {
                Strategy = FakeSettings.Tiny.Strategy with { Options = new() { ["population"] = 100 } },
            },
            Random("second")
        );
        await RunAsync(new FakeRuntimeFactory(), first, devices: 1, _ => { }, Cancel);

        var scored = new ConcurrentQueue<string>();
        await RunAsync(new FakeRuntimeFactory { Before = scored.Enqueue }, second, devices: 1, _ => { }, Cancel);
        Assert.DoesNotContain(scored, place => place.StartsWith("search:", StringComparison.Ordinal));
        Assert.Contains(scored, place => place.StartsWith("supernet/", StringComparison.Ordinal));
        var reused = await HistoryAsync("second", verbose: false);
        Assert.Contains("\"Reused\":2", await HistoryAsync("second", verbose: true), StringComparison.Ordinal);

        var switchedOff = Random("second") with { Devices = new() { ReuseScores = false } };
        var own = new HostingSpec();
        try
        {
            await own.RunAsync(new FakeRuntimeFactory(), switchedOff, devices: 1, _ => { }, Cancel);
            Assert.Equal(reused, await own.HistoryAsync("second", verbose: false));
            Assert.DoesNotContain("Reused", await own.HistoryAsync("second", verbose: true), StringComparison.Ordinal);
        }
        finally
        {
            own.Dispose();
        }

        static StNasSettings Random(string name) =>
            FakeSettings.Tiny with
            {
                Name = name,
                Strategy = FakeSettings.Tiny.Strategy with { Name = "random" },
            };
    }

    [Fact]
    public async Task A_device_without_the_data_is_named_and_the_other_finishes_the_search_with_the_same_history()
    {
        var progress = new ConcurrentQueue<SearchProgress>();
        var end = await RunAsync(WithoutDataOn(devices: 1), FakeSettings.Tiny, devices: 2, progress.Enqueue, Cancel);

        Assert.Equal(SearchStatus.Completed, end.Status);
        Assert.Contains(
            progress,
            told => told.Note?.Contains("gets no work of it: /data is not there. Mend that there", StringComparison.Ordinal) is true
        );
        Assert.Contains("/data is not there.", await HistoryAsync(FakeSettings.Tiny.Name, verbose: true), StringComparison.Ordinal);
        using var undisturbed = new HostingSpec();
        await undisturbed.RunAsync(new FakeRuntimeFactory(), FakeSettings.Tiny, devices: 1, _ => { }, Cancel);
        Assert.Equal(
            await undisturbed.HistoryAsync(FakeSettings.Tiny.Name, verbose: false),
            await HistoryAsync(FakeSettings.Tiny.Name, verbose: false)
        );
    }

    [Fact]
    public async Task On_one_machine_data_that_a_device_cannot_read_end_the_search_at_once_with_a_sentence_and_the_same_start_goes_on()
    {
        var failed = await RunAsync(
            WithoutDataOn(devices: 1),
            FakeSettings.Tiny,
            devices: 2,
            _ => { },
            Cancel,
            new DispatchLimits { OneMachine = true }
        );
        Assert.Equal((SearchStatus.Failed, "/data is not there.", true), (failed.Status, failed.Note, failed.UserMistake));

        var end = await RunAsync(
            new FakeRuntimeFactory(),
            FakeSettings.Tiny,
            devices: 2,
            _ => { },
            Cancel,
            new DispatchLimits { OneMachine = true }
        );
        Assert.Equal(SearchStatus.Completed, end.Status);
    }

    /// <summary>Runtimes of which so many, those that begin first, have not the data.</summary>
    private static FakeRuntimeFactory WithoutDataOn(int devices)
    {
        var without = new HashSet<int>();
        var gate = new Lock();
        return new FakeRuntimeFactory
        {
            Before = place =>
            {
                lock (gate)
                {
                    if (place == "dispose")
                        return;
                    var thread = Environment.CurrentManagedThreadId;
                    if (without.Count < devices)
                        without.Add(thread);
                    if (without.Contains(thread))
                        throw new UserException("/data is not there.");
                }
            },
        };
    }

    private async Task<string> HistoryAsync(string search, bool verbose)
    {
        var entries = new List<HistoryEntry>();
        await foreach (var entry in SearchReader.In(_folder.Path, search).HistoryAsync(verbose, Cancel))
            entries.Add(entry);
        return HistoryText.Of(entries);
    }

    [Fact]
    public async Task The_cluster_s_settings_are_those_of_node_conf()
    {
        using var host = Build(new FakeRuntimeFactory(), devices: 1);
        await host.StartAsync(Cancel);
        var config = host.Services.GetRequiredService<ActorSystem>().Settings.Config;

        Assert.Equal("keep-majority", config.GetString("akka.cluster.split-brain-resolver.active-strategy"));
        Assert.Equal("control", config.GetString("akka.cluster.split-brain-resolver.keep-majority.role"));
        Assert.False(config.GetBoolean("akka.cluster.split-brain-resolver.down-all-when-unstable"));
        Assert.Contains("SplitBrainResolverProvider", config.GetString("akka.cluster.downing-provider-class"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(12), config.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));
        Assert.Empty(config.GetStringList("akka.cluster.sharding.distributed-data.durable.keys"));
        Assert.False(config.GetBoolean("akka.actor.serialization-settings.allow-unregistered-types"));
        // A serializer that an extension brings is open to whoever reaches the port until WireSerialization narrows or refuses it.
        Assert.All(
            config.GetConfig("akka.actor.serializers").AsEnumerable(),
            serializer => Assert.StartsWith("Actors.Serialization.", serializer.Value.GetString(), StringComparison.Ordinal)
        );
        await host.StopAsync(Cancel);
    }

    private async Task<SearchProgress> RunAsync(
        FakeRuntimeFactory factory,
        SearchSettings settings,
        int devices,
        Action<SearchProgress> onProgress,
        CancellationToken interrupt,
        DispatchLimits? limits = null
    )
    {
        SearchPersistence.Prepare(_folder.Path);
        var text = SettingsJson.Text(settings);
        _store.PutText(text);
        using var host = Build(factory, devices, limits);
        await host.StartAsync(Cancel);
        var done = new TaskCompletionSource<SearchProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = host
            .Services.GetRequiredService<ActorSystem>()
            .ActorOf(
                SearchClientActor.Props(
                    new StartSearch(settings.Name, text),
                    host.Services.GetRequiredService<IActorRegistry>().Get<Searches>(),
                    onProgress,
                    done
                )
            );
        await using var registration = interrupt.Register(() => client.Tell(new SearchClientActor.Interrupt(TimeSpan.FromSeconds(30))));
        var result = await done.Task.WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        await host.StopAsync(Cancel);
        return result;
    }

    private IHost Build(FakeRuntimeFactory factory, int devices, DispatchLimits? limits = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "test" });
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddAkka(
            NodeOptions.SystemName,
            akka =>
                akka.AddHocon(SearchPersistence.Sqlite(_folder.Path), HoconAddMode.Prepend)
                    .WithSearches(StrategyCatalog.Standard, _store, TimeProvider.System, scores: ScoreFile.In(_folder.Path))
                    .WithDispatcher(TimeProvider.System, limits ?? new DispatchLimits())
                    .WithDevices(new DeviceOptions(devices, "cpu"), _store, factory, TimeProvider.System)
                    .WithNode(new NodeOptions { Roles = [NodeOptions.ControlRole, NodeOptions.DeviceRole] })
        );
        return builder.Build();
    }
}
