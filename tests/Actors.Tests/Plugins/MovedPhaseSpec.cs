using Actors.Plugins;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Tests.Search;
using Actors.Tests.Search.Methods;
using Actors.Tests.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Persistence.Hosting;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Testing;

namespace Actors.Tests.Plugins;

/// <summary>
/// A phase of a plug-in where sharding moves its search: the entity of one node dies, that of another has nothing but the journal.
/// </summary>
[Trait("Kind", "Actor")]
public sealed class MovedPhaseSpec : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.AddHocon(TestKitMessages.SerializeMessages, HoconAddMode.Prepend).WithInMemoryJournal().WithInMemorySnapshotStore();

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_search_whose_node_dies_while_the_phase_plans_goes_on_on_another_to_the_same_history()
    {
        var (gate, asked) = (_folder.File("gate"), _folder.File("asked"));
        MadePlugin.WritePhase(_folder.Path, "Gated", "gated", gate, asked);
        NodePlugins.Load(_folder.Path);
        var settings = BlackBoxMethodTests.Settings() with { Phases = [new PhaseSettings { Plugin = "gated" }] };

        var first = Node("moved", settings, incarnation: 1);
        await AskedAsync(times: 1);
        Watch(first);
        first.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        await FishForMessageAsync(message => message is Terminated, Patience, cancellationToken: Cancel);
        Node("moved", settings, incarnation: 2);
        await AskedAsync(times: 2);
        // Both answer, and one of them nobody.
        await File.WriteAllTextAsync(gate, "", Cancel);
        await DoneAsync("moved");
        Node("whole", settings, incarnation: 3);
        await DoneAsync("whole");

        var history = await HistoryAsync("moved");
        Assert.Equal(HistoryText.Of(await HistoryAsync("whole")), HistoryText.Of(history));
        Assert.Equal(
            [20, 3],
            history.Where(entry => entry.Kind == "candidate").GroupBy(entry => entry.Phase).Select(phase => phase.Count())
        );

        Task AskedAsync(int times) =>
            AwaitConditionAsync(
                () => Task.FromResult(File.Exists(asked) && new FileInfo(asked).Length == times),
                Patience,
                TimeSpan.FromMilliseconds(20),
                cancellationToken: Cancel
            );
    }

    /// <summary>The search as a node has it, with a dispatcher that knows nothing of another.</summary>
    private IActorRef Node(string search, BlackBoxSettings settings, long incarnation)
    {
        var devices = Sys.ActorOf(
            Props.Create(() => new FakeDispatcher(task => FakeWork.Reports(search, task, _ => null!, "device-0"), 2, incarnation))
        );
        var node = Sys.ActorOf(
            SearchActor.Props(
                search,
                new SearchEnvironment(devices, StrategyCatalog.Standard, TimeProvider.System)
                {
                    Repeat = TimeSpan.FromMilliseconds(200),
                    BetweenProgress = TimeSpan.FromMilliseconds(1),
                }
            )
        );
        node.Tell(new WatchSearch(search), TestActor);
        node.Tell(new StartSearch(search, SettingsJson.Text(settings)), TestActor);
        return node;
    }

    private async Task DoneAsync(string search) =>
        await FishForMessageAsync(
            message => message is SearchProgress { Status: SearchStatus.Completed } done && done.SearchId == search,
            Patience,
            cancellationToken: Cancel
        );

    private async Task<List<HistoryEntry>> HistoryAsync(string search)
    {
        var reader = Sys.ActorOf(Props.Create(() => new SearchActorSpec.JournalReader($"search-{search}")));
        var journal = await reader.Ask<SearchActorSpec.JournalReader.Events>(SearchActorSpec.JournalReader.Read.Instance, Patience, Cancel);
        return [.. SearchHistory.Of(() => journal.All, verbose: false)];
    }
}
