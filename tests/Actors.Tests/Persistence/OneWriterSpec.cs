using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Serialization;
using Actors.Strategies;
using Actors.Tests.Search;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Nas.Model.Settings;
using Testing;

namespace Actors.Tests.Persistence;

/// <summary>The last guard: whatever else fails, two incarnations of a search never both make progress.</summary>
[Trait("Kind", "Process")]
public sealed class OneWriterSpec : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly List<ActorSystem> _systems = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Of_two_incarnations_on_one_SQLite_journal_the_second_to_write_stops()
    {
        SearchPersistence.Prepare(_folder.Path);
        await SecondStopsAsync(SearchPersistence.Sqlite(_folder.Path), SearchReader.In(_folder.Path));
    }

    [Fact]
    public async Task Of_two_incarnations_on_one_PostgreSQL_journal_the_second_to_write_stops()
    {
        await using var server = await PostgresServer.StartAsync();
        await SecondStopsAsync(
            SearchPersistence.Sql("PostgreSQL.15", server.Connection),
            new SearchReader(new PostgresJournalReader(server.Connection), "small")
        );
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
    }

    private async Task SecondStopsAsync(Config journal, SearchReader reader)
    {
        var (first, firstInbox, _) = Start(journal);
        first.Tell(new StartSearch("small", SettingsJson.Text(TestSearches.Settings())), firstInbox.Receiver);
        await ReceiveAsync<SearchAccepted>(firstInbox);
        var (second, secondInbox, faults) = Start(journal);
        second.Tell(new DescribeSearch("small"), secondInbox.Receiver);
        Assert.Equal(SearchStatus.Running, (await ReceiveAsync<SearchProgress>(secondInbox)).Status);

        first.Tell(new CheckpointStored("small", "supernet/0", 10, "a"), firstInbox.Receiver);
        await ReceiveAsync<ReportAccepted>(firstInbox);
        secondInbox.Watch(second);
        second.Tell(new CheckpointStored("small", "supernet/0", 10, "b"), secondInbox.Receiver);

        await ReceiveAsync<Terminated>(secondInbox);
        Assert.True((await ReceiveAsync<SearchFault>(faults)).Conflict);
        first.Tell(new CheckpointStored("small", "supernet/0", 20, "c"), firstInbox.Receiver);
        await ReceiveAsync<ReportAccepted>(firstInbox);
        var supernet = (await reader.ViewAsync(Cancel))!.Runs.Single(run => run.Name == "supernet");
        Assert.Equal(20, supernet.Step);
    }

    private (IActorRef Search, Inbox Inbox, Inbox Faults) Start(Config journal)
    {
        var system = ActorSystem.Create(
            "test",
            WireSerialization
                .Config.WithFallback(journal)
                .WithFallback(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }"))
        );
        _systems.Add(system);
        var faults = Inbox.Create(system);
        system.EventStream.Subscribe(faults.Receiver, typeof(SearchFault));
        var environment = new SearchEnvironment(ActorRefs.Nobody, StrategyCatalog.Standard, TimeProvider.System);
        return (system.ActorOf(SearchActor.Props("small", environment)), Inbox.Create(system), faults);
    }

    private static async Task<T> ReceiveAsync<T>(Inbox inbox)
    {
        while (true)
        {
            if (await inbox.ReceiveAsync(Limit) is not { } message)
                continue;
            if (message is T wanted)
                return wanted;
            Assert.IsNotType<Status.Failure>(message);
        }
    }
}
