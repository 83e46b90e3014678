using Actors.Archive;
using Actors.Persistence;
using Actors.Search.Deciding;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Tests.Serialization;
using ProtoBuf;

namespace Actors.Tests.Search.State.Snapshots;

[Trait("Length", "Long")]
public class SearchSnapshotTests
{
    [Theory]
    [InlineData("evolution", "proposal", false)]
    [InlineData("evolution", "proposal", true)]
    [InlineData("evolution", "arrival", true)]
    [InlineData("exhaustive", "proposal", false)]
    [InlineData("local-search", "proposal", true)]
    public void A_search_that_dies_after_any_snapshot_goes_on_from_it_to_the_same_history(string strategy, string order, bool newestFirst)
    {
        var settings = TestSearches.Settings(candidates: 20, window: 4, strategy: strategy, order: order);
        var whole = new CoreRun(settings, every: 1, newestFirst).ToEnd();

        // Of every phase, with a strategy at work and without.
        Assert.True(whole.Snapshots.Count > 20, $"{whole.Snapshots.Count} snapshots");
        Assert.Equal([0, 1], whole.Snapshots.Select(one => one.Read().Strategies.Length).Distinct().Order());
        foreach (var snapshot in whole.Snapshots)
        {
            // As soon as it is stored, or with more behind it.
            foreach (var events in (int[])[snapshot.Durable, Math.Min(snapshot.Durable + 7, whole.Journal.Count)])
            {
                var other = new CoreRun(settings, every: 1000, newestFirst: true, whole.Journal.Take(events), snapshot).ToEnd();
                if (order == "proposal")
                    Assert.Equal(whole.History, other.History);
                Assert.Equal(whole.History.Split('\n').Length, other.History.Split('\n').Length);
            }
        }
    }

    [Fact]
    public void It_says_what_the_events_up_to_it_say()
    {
        var run = new CoreRun(TestSearches.Settings(candidates: 20, window: 4), every: 1, newestFirst: true).ToEnd();
        foreach (var snapshot in run.Snapshots)
        {
            var folded = run.Journal.Take((int)snapshot.Sequence).Aggregate(SearchState.NotStarted, (state, @event) => state.Apply(@event));
            var read = snapshot.Read();
            Assert.Equal(Text(folded), Text(read.State));
            Assert.Equal(
                WireTypes.Write(new SearchSnapshot(folded, [], [])),
                WireTypes.Write(read with { Delivered = [], Strategies = [] })
            );
            // What they know beyond the state is in the journal.
            Assert.All(
                read.Strategies,
                saved =>
                    Assert.InRange(
                        saved.State.Proposals,
                        folded.Candidates(saved.Phase)!.Proposed,
                        run.Journal.Take(snapshot.Durable).OfType<CandidateProposed>().Count(proposed => proposed.Phase == saved.Phase)
                    )
            );
        }
    }

    [Fact]
    public void One_from_before_another_strategy_took_over_is_refused()
    {
        var settings = TestSearches.Settings(candidates: 20, window: 4, strategy: "random");
        var run = new CoreRun(settings, every: 1).ToEnd();
        var snapshot = run.Snapshots.First(one => one.Read().Strategies is [{ Phase: "search" }]);
        List<ISearchEvent> journal = [.. run.Journal.Take(snapshot.Durable), new StrategyReplaced(0, "search", "evolution", "{}")];

        Assert.Throws<OutdatedSnapshotException>(() => new CoreRun(settings, every: 1, journal: journal, snapshot: snapshot));
        Assert.NotEmpty(new CoreRun(settings, every: 1, journal: journal).ToEnd().Snapshots);
    }

    [Theory]
    [InlineData(typeof(SearchState))]
    [InlineData(typeof(TrainingPhase))]
    [InlineData(typeof(CandidatePhase))]
    [InlineData(typeof(RunState))]
    [InlineData(typeof(AttemptCount))]
    [InlineData(typeof(CheckpointRef))]
    [InlineData(typeof(OpenCandidate))]
    [InlineData(typeof(CandidateResult))]
    public void Nothing_of_a_search_is_forgotten(Type type)
    {
        var members = type.GetProperties().Where(member => member.SetMethod is not null).ToArray();
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.True(member.IsDefined(typeof(ProtoMemberAttribute), inherit: true), member.Name));
    }

    [Fact]
    public void The_longer_the_journal_the_fewer_are_taken()
    {
        var settings = TestSearches.Settings(candidates: 400, window: 4, strategy: "random");
        var sequences = new CoreRun(settings, every: 10).ToEnd().Snapshots.Select(snapshot => snapshot.Sequence).ToArray();
        Assert.True(sequences.Length > 10);
        Assert.All(sequences.Zip(sequences.Skip(1)), pair => Assert.True(pair.Item2 - pair.Item1 >= Math.Max(10, pair.Item2 / 20)));
    }

    [Fact]
    public void A_phase_whose_strategy_cannot_be_saved_is_replayed_whole()
    {
        var rounds = new SnapshotRounds(every: 1);
        rounds.Consider(SearchState.NotStarted, new JournalPoint(5, []), new DeliveredResults(), _ => ["search"]);
        rounds.Answered("search", 1, null, 6);
        Assert.Null(rounds.Take(SearchState.NotStarted));

        rounds.Consider(SearchState.NotStarted, new JournalPoint(8, []), new DeliveredResults(), _ => []);
        Assert.Equal(8, rounds.Take(SearchState.NotStarted)!.Value.Follows.Sequence);
        Assert.Null(rounds.Take(SearchState.NotStarted));
    }

    /// <summary>Records compare collections by reference.</summary>
    private static string Text(SearchState state) => Samples.Text(state.Phases) + Samples.Text(state);
}
