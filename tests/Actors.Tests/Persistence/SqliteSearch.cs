using System.Diagnostics;
using Actors.Archive;
using Actors.Hosting;
using Actors.Persistence;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Serialization;
using Actors.Strategies;
using Actors.Tests.Search;
using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;
using Nas.Model.Methods.StNas;
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
        var end = Start(
            snapshotEvery,
            progress =>
            {
                if (until(progress))
                    reached.TrySetResult();
            }
        );
        if (await Task.WhenAny(reached.Task, end).WaitAsync(Limit, TestContext.Current.CancellationToken) != reached.Task)
            Assert.Equal(SearchStatus.Completed, (await end).Status);
    }

    /// <summary>The fault that a search which cannot go on tells.</summary>
    public async Task<string> FaultAsync() =>
        (await Start(snapshotEvery: 1000, _ => { }).WaitAsync(Limit, TestContext.Current.CancellationToken)).Note ?? "";

    /// <summary>Starts the search as <c>langevin run</c> does.</summary>
    private Task<SearchProgress> Start(int snapshotEvery, Action<SearchProgress> onProgress)
    {
        var system = _system = ActorSystem.Create(
            "test",
            WireSerialization
                .Config.WithFallback(SearchPersistence.Sqlite(directory))
                .WithFallback(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }"))
        );
        var devices = system.ActorOf(
            Props.Create(() =>
                new FakeDispatcher(
                    task => FakeWork.Reports("small", task, name => Undisturbed.SpecOf(name), "device-0"),
                    2,
                    Stopwatch.GetTimestamp()
                )
            )
        );
        var environment = new SearchEnvironment(devices, StrategyCatalog.Standard, TimeProvider.System)
        {
            BetweenProgress = TimeSpan.FromMilliseconds(1),
            SnapshotEvery = snapshotEvery,
        };
        var again = Backoff.OnStop(
            SearchActor.Props("small", environment),
            "search",
            TimeSpan.FromMilliseconds(20),
            TimeSpan.FromMilliseconds(20),
            0,
            maxNrOfRetries: -1
        );
        var done = new TaskCompletionSource<SearchProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(
            SearchClientActor.Props(
                new StartSearch("small", SettingsJson.Text(Settings)),
                system.ActorOf(BackoffSupervisor.Props(again)),
                onProgress,
                done
            )
        );
        return done.Task;
    }

    public async Task StopAsync()
    {
        if (_system is { } system)
            await system.Terminate();
        _system = null;
    }

    public async Task<string> HistoryAsync(bool verbose)
    {
        var entries = new List<HistoryEntry>();
        await foreach (var entry in SearchReader.In(directory).HistoryAsync(verbose, TestContext.Current.CancellationToken))
            entries.Add(entry);
        return HistoryText.Of(entries);
    }
}
