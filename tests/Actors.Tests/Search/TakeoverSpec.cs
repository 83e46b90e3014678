using Actors.Dispatch;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Tests.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search;

/// <summary>A strategy that cannot go on stops its search with a reason, and another one takes over from there.</summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public class TakeoverSpec : Akka.Hosting.TestKit.TestKit
{
    private static readonly SearchRig Undisturbed = new SearchRig(TestSearches.Settings()).RunToEnd();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder
            .AddHocon(TestKitMessages.SerializeMessages, HoconAddMode.Prepend)
            .AddHocon(
                """
                akka.persistence {
                  journal.plugin = "akka.persistence.journal.inmem"
                  snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
                }
                """,
                HoconAddMode.Prepend
            );

    [Theory]
    [InlineData(BadStrategies.Throws, "The strategy 'throws' failed: I have no idea.")]
    [InlineData(
        BadStrategies.Hangs,
        "The strategy 'hangs' was still busy with proposal 5 after 1 seconds, and is given up: raise strategy.patience, or go on with another"
    )]
    [InlineData(BadStrategies.HangsInObserve, "The strategy 'hangs-in-observe' was still busy with ")]
    [InlineData(BadStrategies.Outside, "The strategy 'outside' ")]
    [InlineData(BadStrategies.Repeats, "The strategy 'repeats' made proposal 6 a second time: ")]
    [InlineData(
        BadStrategies.WaitsForEver,
        "The strategy 'waits-for-ever' waits for a result before proposal 5, where none is outstanding."
    )]
    [InlineData(BadStrategies.CannotBeMade, "There is no licence.")]
    public async Task A_bad_strategy_stops_its_search_with_its_reason_and_another_one_takes_it_to_the_end(string bad, string reason)
    {
        var shard = Shard();
        var before = await FailAsync(shard, bad, reason);

        shard.Tell(Start("random"), TestActor);
        Assert.True((await Expect<SearchAccepted>()).Resumed);
        shard.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);

        var after = Candidates(await Journal());
        Assert.Equal(12, after.Count);
        Assert.Equal(before, after.Take(before.Count));
        Assert.Equal(12, after.Select(candidate => candidate.Architecture).Distinct().Count());
        var phase = SearchHistory
            .Of(() => Journal().Result, verbose: false)
            .Single(entry => entry is { Kind: "phase", Phase: PhaseNames.Search });
        Assert.Equal($"From proposal {before.Count} on the strategy 'random' takes over from '{bad}'.", phase.Note);
    }

    [Fact]
    public async Task A_takeover_is_the_same_whether_the_search_restarts_behind_it_or_not()
    {
        var shard = Shard();
        await FailAsync(shard, BadStrategies.Throws, "");
        shard.Tell(Start("evolution"), TestActor);
        await Expect<SearchAccepted>();
        shard.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);

        var journal = await Journal();
        var replaced = journal.ToList().FindIndex(e => e is SearchResumed);
        for (var cut = replaced + 1; cut < journal.Count; cut += 7)
        {
            var rig = new SearchRig(Settings("evolution"), BadStrategies.Catalog, journal.Take(cut)).RunToEnd();
            Assert.Equal(
                Candidates(journal).Select(candidate => candidate.Architecture),
                Candidates(rig.Journal).Select(candidate => candidate.Architecture)
            );
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_strategy_takes_over_a_search_that_is_at_work_without_losing_what_it_found()
    {
        var changed = false;
        var shard = Shard(task =>
            Volatile.Read(ref changed) || !TaskName.TryParse(task.Id, out var name) || name is not { Phase: PhaseNames.Search, Index: > 5 }
        );
        shard.Tell(Start("random"), TestActor);
        await Expect<SearchAccepted>();
        shard.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Phases!.Any(phase => phase.Name == PhaseNames.Search && phase.Done > 2));
        Volatile.Write(ref changed, true);
        shard.Tell(Start("evolution"), TestActor);
        await Expect<SearchAccepted>();
        // The search comes back from its journal; whoever watches says so again.
        while (
            await Expect<object>(message => message is SearchActorSpec.Shard.Rested or SearchProgress)
                is not SearchProgress { Status: SearchStatus.Completed }
        )
        {
            shard.Tell(new WatchSearch("small"), TestActor);
        }

        var candidates = Candidates(await Journal());
        Assert.Equal(12, candidates.Select(candidate => candidate.Architecture).Distinct().Count());
        Assert.Contains(
            candidates,
            candidate =>
                candidate.Origin.StartsWith("mutation", StringComparison.Ordinal)
                || candidate.Origin.StartsWith("crossover", StringComparison.Ordinal)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_strategy_is_given_everything_though_a_snapshot_remembers_less()
    {
        var changed = false;
        var shard = Shard(
            task =>
                Volatile.Read(ref changed)
                || !TaskName.TryParse(task.Id, out var name)
                || name is not { Phase: PhaseNames.Search, Index: > 5 },
            snapshotEvery: 1
        );
        shard.Tell(Start("random"), TestActor);
        await Expect<SearchAccepted>();
        shard.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Phases!.Any(phase => phase.Name == PhaseNames.Search && phase.Done > 4));
        Volatile.Write(ref changed, true);
        shard.Tell(Start("evolution"), TestActor);
        await Expect<SearchAccepted>();
        // It comes back once more where it meets a snapshot from before.
        while (
            await Expect<object>(message => message is SearchActorSpec.Shard.Rested or SearchProgress)
                is not SearchProgress { Status: SearchStatus.Completed }
        )
        {
            shard.Tell(new WatchSearch("small"), TestActor);
        }

        var journal = await Journal();
        var replaced = journal.ToList().FindIndex(e => e is SearchResumed);
        var whole = new SearchRig(Settings("evolution"), BadStrategies.Catalog, journal.Take(replaced + 1)).RunToEnd();
        Assert.Equal(
            Candidates(whole.Journal).Select(candidate => candidate.Architecture),
            Candidates(journal).Select(candidate => candidate.Architecture)
        );
    }

    [Fact]
    public async Task A_finished_search_keeps_its_strategy()
    {
        var shard = Shard();
        shard.Tell(Start("random"), TestActor);
        await Expect<SearchAccepted>();
        shard.Tell(new WatchSearch("small"), TestActor);
        await Expect<SearchProgress>(progress => progress.Status == SearchStatus.Completed);

        shard.Tell(Start("evolution"), TestActor);
        Assert.Contains(
            "strategy.name was \"random\" and is \"evolution\"",
            (await Expect<SearchRefused>()).Reason,
            StringComparison.Ordinal
        );
    }

    private async Task<List<CandidateProposed>> FailAsync(IActorRef shard, string strategy, string reason)
    {
        shard.Tell(Start(strategy), TestActor);
        await Expect<SearchAccepted>();
        shard.Tell(new WatchSearch("small"), TestActor);
        var (note, rested) = ((string?)null, false);
        while (note is null || !rested)
        {
            if (
                await Expect<object>(message => message is SearchActorSpec.Shard.Rested or SearchProgress { Status: SearchStatus.Failed })
                is SearchProgress failed
            )
                note = failed.Note;
            else
                rested = true;
        }
        Assert.StartsWith(reason, note, StringComparison.Ordinal);
        return Candidates(await Journal());
    }

    private static List<CandidateProposed> Candidates(IEnumerable<ISearchEvent> journal) =>
        [.. journal.OfType<CandidateProposed>().Where(proposed => proposed.Phase == PhaseNames.Search)];

    /// <param name="isDone">Tells whether devices do this task, when it is submitted; null: all.</param>
    private IActorRef Shard(Func<DeviceTask, bool>? isDone = null, int snapshotEvery = 1000)
    {
        var devices = Sys.ActorOf(
            Props.Create(() =>
                new FakeDispatcher(
                    task =>
                        isDone != null && !isDone(task)
                            ? Array.Empty<ITaskReport>()
                            : FakeWork.Reports("small", task, name => Undisturbed.SpecOf(name), "device-0"),
                    2,
                    1
                )
            )
        );
        var environment = new SearchEnvironment(devices, BadStrategies.Catalog, TimeProvider.System)
        {
            Repeat = TimeSpan.FromMilliseconds(200),
            BetweenProgress = TimeSpan.FromMilliseconds(1),
            SnapshotEvery = snapshotEvery,
        };
        return Sys.ActorOf(Props.Create(() => new SearchActorSpec.Shard(environment)));
    }

    private static StNasSettings Settings(string strategy)
    {
        var settings = TestSearches.Settings(strategy: strategy);
        return settings with { Strategy = settings.Strategy with { Patience = 1 } };
    }

    private static StartSearch Start(string strategy) => new("small", SettingsJson.Text(Settings(strategy)));

    private async Task<T> Expect<T>(Predicate<T>? accept = null) =>
        (T)
            await FishForMessageAsync(
                message => message is T wanted && accept?.Invoke(wanted) != false,
                TimeSpan.FromSeconds(30),
                cancellationToken: TestContext.Current.CancellationToken
            );

    private async Task<IReadOnlyList<ISearchEvent>> Journal() =>
        await Sys.ActorOf(Props.Create(() => new SearchActorSpec.JournalReader("search-small")))
            .Ask<SearchActorSpec.JournalReader.Events>(SearchActorSpec.JournalReader.Read.Instance, TimeSpan.FromSeconds(10))
            is { } read
            ? read.All
            : [];
}
