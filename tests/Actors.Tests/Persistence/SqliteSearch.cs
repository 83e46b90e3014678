using System.Diagnostics;
using Actors.Persistence;
using Actors.Search;
using Actors.Serialization;
using Actors.Strategies;
using Actors.Tests.Search;
using Akka.Actor;
using Akka.Configuration;
using Nas.Model.Settings;

namespace Actors.Tests.Persistence;

/// <summary>A small search on a real SQLite journal, whose devices do everything at once; life after life.</summary>
internal sealed class SqliteSearch(string directory) : IAsyncDisposable
{
    private static readonly StNasSettings Settings = TestSearches.Settings();
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private ActorSystem? _system;

    public static SearchRig Undisturbed { get; } = new SearchRig(Settings).RunToEnd();

    public async ValueTask DisposeAsync() => await StopAsync();

    public async Task RunAsync(Func<SearchProgress, bool> until, int snapshotEvery = 1000)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var search = Start(snapshotEvery);
        _ = _system!.ActorOf(Props.Create(() => new Watcher(search, until, reached)));
        search.Tell(new StartSearch("small", SettingsJson.Text(Settings)));
        await reached.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    /// <summary>Of a search that cannot go on: what is said.</summary>
    public async Task<string> FaultAsync()
    {
        var fault = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(snapshotEvery: 1000, fault);
        return await fault.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private IActorRef Start(int snapshotEvery, TaskCompletionSource<string>? fault = null)
    {
        _system = ActorSystem.Create("test", WireSerialization.Config
            .WithFallback(SearchPersistence.Sqlite(directory))
            .WithFallback(ConfigurationFactory.ParseString($"akka {{ loglevel = {(fault is null ? "WARNING" : "OFF")}, log-dead-letters = off }}")));
        if (fault is not null) _ = _system.ActorOf(Props.Create(() => new Listener(fault)));
        var devices = _system.ActorOf(Props.Create(() => new FakeDispatcher(
            task => FakeWork.Reports("small", task, name => Undisturbed.SpecOf(name), "device-0"), 2, Stopwatch.GetTimestamp())));
        var environment = new SearchEnvironment(devices, StrategyCatalog.Standard, TimeProvider.System) { BetweenProgress = TimeSpan.FromMilliseconds(1), SnapshotEvery = snapshotEvery };
        return _system.ActorOf(SearchActor.Props("small", environment));
    }

    public async Task StopAsync()
    {
        if (_system is { } system) await system.Terminate();
        _system = null;
    }

    public async Task<string> HistoryAsync(bool verbose)
    {
        var entries = new List<HistoryEntry>();
        await foreach (var entry in SearchReader.In(directory).HistoryAsync(verbose, TestContext.Current.CancellationToken)) entries.Add(entry);
        return HistoryText.Of(entries);
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef search, Func<SearchProgress, bool> until, TaskCompletionSource reached)
        {
            search.Tell(new WatchSearch("small"), Self);
            Receive<SearchProgress>(progress =>
            {
                if (until(progress)) reached.TrySetResult();
            });
        }
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<string> fault)
        {
            Context.System.EventStream.Subscribe(Self, typeof(SearchFault));
            Receive<SearchFault>(told => fault.TrySetResult(told.Sentence));
        }
    }
}
