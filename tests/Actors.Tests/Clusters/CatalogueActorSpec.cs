using Actors.Clusters;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Persistence;
using Akka.Persistence.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Clusters;

/// <summary>A cluster that starts again goes on with the searches that its catalogue has.</summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class CatalogueActorSpec : TestKit
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.AddHocon(WireSerialization.Config, HoconAddMode.Prepend).WithInMemoryJournal().WithInMemorySnapshotStore();

    [Fact]
    public async Task A_running_search_is_asked_after_until_it_rests_and_again_when_it_is_resumed()
    {
        var searches = CreateTestProbe();
        var catalogue = Start(searches);
        await EnterAsync(catalogue);
        await AskedAsync(searches);

        catalogue.Tell(new SearchProgress("s", SearchStatus.Completed, null, null), searches);
        await AwaitConditionAsync(
            async () => await StatusAsync(catalogue) == SearchStatus.Completed,
            TimeSpan.FromSeconds(10),
            cancellationToken: Cancel
        );
        await QuietAsync(searches);

        await EnterAsync(catalogue);
        await AskedAsync(searches);
    }

    [Fact]
    public async Task A_catalogue_that_starts_anew_wakes_running_searches_and_leaves_paused_ones_alone()
    {
        var first = Start(CreateTestProbe());
        await EnterAsync(first);
        await EnterAsync(first, "paused");
        first.Tell(new NoteSearch("paused", SearchStatus.Suspended), TestActor);
        await ExpectMsgAsync<CatalogueKnows>(cancellationToken: Cancel);
        await first.GracefulStop(TimeSpan.FromSeconds(5));

        var searches = CreateTestProbe();
        Start(searches);
        for (var i = 0; i < 2; i++)
            Assert.Equal("s", (await AskedAsync(searches)).SearchId);
    }

    [Fact]
    public async Task A_list_of_searches_that_was_altered_is_not_gone_on_with()
    {
        var first = Start(CreateTestProbe());
        await EnterAsync(first);
        await first.GracefulStop(TimeSpan.FromSeconds(5));
        // It has no checksum, and the one before it has.
        Sys.ActorOf(Props.Create(() => new Forger(TestActor)));
        await ExpectMsgAsync<SearchEntered>(cancellationToken: Cancel);

        Watch(Sys.ActorOf(Props.Create(() => new CatalogueActor(TestActor, TimeProvider.System))));
        await FishForMessageAsync(message => message is Terminated, TimeSpan.FromSeconds(10), cancellationToken: Cancel);
    }

    [Fact]
    public async Task An_answer_from_before_a_search_was_resumed_says_nothing_of_it_now()
    {
        var searches = CreateTestProbe();
        var catalogue = Start(searches);
        await EnterAsync(catalogue);
        await AskedAsync(searches);
        await EnterAsync(catalogue);
        catalogue.Tell(new SearchProgress("s", SearchStatus.Suspended, null, null), searches);

        Assert.Equal(SearchStatus.Running, await StatusAsync(catalogue));
    }

    [Fact]
    public async Task The_list_says_how_long_a_phase_will_still_take_and_nothing_of_a_search_that_rests()
    {
        var time = new FakeTimeProvider();
        var searches = CreateTestProbe();
        var catalogue = Sys.ActorOf(CatalogueActor.Props(searches, time));
        await EnterAsync(catalogue);
        await AskedAsync(searches);
        Tell(done: 0);
        Assert.Null((await SummaryAsync(catalogue)).SecondsLeft);
        time.Advance(TimeSpan.FromSeconds(10));
        Tell(done: 25);
        Assert.Equal(30, (await SummaryAsync(catalogue)).SecondsLeft!.Value, 1e-6);

        catalogue.Tell(new NoteSearch("s", SearchStatus.Suspended), searches);
        Assert.Null((await SummaryAsync(catalogue)).SecondsLeft);

        void Tell(long done) =>
            catalogue.Tell(
                new SearchProgress(
                    "s",
                    SearchStatus.Running,
                    [new PhaseView("supernet", PhaseStatus.Running, done, 100, "steps", null)],
                    null
                ),
                searches
            );
    }

    private IActorRef Start(TestProbe searches) => Sys.ActorOf(CatalogueActor.Props(searches, TimeProvider.System));

    private async Task EnterAsync(IActorRef catalogue, string search = "s")
    {
        catalogue.Tell(new EnterSearch(search), TestActor);
        await ExpectMsgAsync<CatalogueKnows>(cancellationToken: Cancel);
    }

    private static async Task<DescribeSearch> AskedAsync(TestProbe searches) =>
        await searches.ExpectMsgAsync<DescribeSearch>(TimeSpan.FromSeconds(10), cancellationToken: Cancel);

    private static async Task QuietAsync(TestProbe searches)
    {
        while (searches.HasMessages)
            await searches.ReceiveOneAsync(cancellationToken: Cancel);
        await searches.ExpectNoMsgAsync(TimeSpan.FromSeconds(3), Cancel);
    }

    private async Task<SearchStatus> StatusAsync(IActorRef catalogue) => (await SummaryAsync(catalogue)).Status;

    private async Task<SearchSummary> SummaryAsync(IActorRef catalogue)
    {
        catalogue.Tell(new ListSearches(), TestActor);
        return (await ExpectMsgAsync<SearchList>(cancellationToken: Cancel)).Searches.Single(search => search.SearchId == "s");
    }

    private sealed class Forger : ReceivePersistentActor
    {
        public Forger(IActorRef told)
        {
            RecoverAny(_ => { });
            Command<SearchEntered>(entered => Persist(entered, told.Tell));
            Self.Tell(new SearchEntered(1, "forged"));
        }

        public override string PersistenceId => CatalogueActor.Id;
    }
}
