using System.Collections.Immutable;
using Actors.Search.Deciding;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;
using Actors.Tests.Serialization;

namespace Actors.Tests.Search.State;

/// <summary>Candidates are offered to devices together in sets, and one without the others only where they cannot come.</summary>
public class CandidateSetTests
{
    [Fact]
    public void A_set_waits_until_it_is_whole() =>
        Assert.Equal(
            [
                [],
                [],
                ["search/0-2@0"],
                ["search/0-2@0"],
                ["search/0-2@0"],
                ["search/0-2@0", "search/3-5@0"],
            ],
            Enumerable.Range(1, 6).Select(count => Offered(Search(9, 3).Propose(count)))
        );

    [Fact]
    public void A_set_is_closed_once_all_that_could_make_it_whole_waits_for_it()
    {
        var search = Search(9, 3).Propose(4);
        Assert.Empty(Waits(search, observed: 0));
        search = search.Score(0).Score(1);
        Assert.Empty(Waits(search, observed: 2));
        search = search.Score(2);
        // It was told of a result more meanwhile.
        Assert.Empty(Waits(search, observed: 2));

        var closed = Assert.IsType<SetClosed>(Assert.Single(Waits(search, observed: 3)));
        Assert.Equal(("search", 4), (closed.Phase, closed.Index));
        search = search.Then(closed);
        Assert.Equal(["search/3@0"], Offered(search));
        Assert.Empty(Waits(search, observed: 3));
    }

    [Fact]
    public void In_the_order_of_arrival_too()
    {
        var search = Search(9, 3, inOrder: false).Propose(5).Score(2).Score(0);
        Assert.Empty(Waits(search, observed: 2));
        search = search.Score(1);
        Assert.Equal(["search/3-4@0"], Offered(search.Then(Assert.Single(Waits(search, observed: 3)))));
    }

    [Fact]
    public void Behind_a_closed_set_the_next_begins_and_what_was_offered_stays_so()
    {
        var search = Search(9, 4).Propose(2).Then(new SetClosed(0, "search", 2));
        Assert.Equal(["search/0-1@0"], Offered(search));
        search = search.Score(0).Propose(3);
        Assert.Equal(["search/1@0"], Offered(search));
        search = search.Propose(1);
        Assert.Equal(["search/1@0", "search/2-5@0"], Offered(search));
        search = search.Score(1).Score(2).Score(3).Score(4).Score(5).Propose(1);
        Assert.Equal(["search/6@0"], Offered(search.Then(Assert.Single(Waits(search, observed: 6)))));
    }

    [Fact]
    public void A_set_is_never_larger_than_the_window() => Assert.Equal(["search/0-1@0"], Offered(Search(2, 8).Propose(2)));

    [Fact]
    public void A_set_that_was_closed_is_so_in_a_snapshot()
    {
        var state = Search(9, 3).Propose(2).Then(new SetClosed(0, "search", 2));
        var snapshot = new SearchSnapshot(state, [], []);
        var read = ((SearchSnapshot)WireTypes.Read(WireTypes.ManifestOf(snapshot), WireTypes.Write(snapshot))).State;
        Assert.Equal(Samples.Text(state), Samples.Text(read));
        Assert.Equal(["search/0-1@0"], Offered(read));
    }

    [Theory, InlineData(1), InlineData(3), InlineData(6)]
    public void Where_another_proposal_is_due_or_there_is_no_set_the_journal_is_damaged(int index) =>
        Assert.Contains(
            "the journal is damaged",
            Assert.Throws<InvalidOperationException>(() => Search(9, 3).Propose(3).Then(new SetClosed(0, "search", index))).Message,
            StringComparison.Ordinal
        );

    private static SearchState Search(int window, int set, bool inOrder = true) =>
        SearchState
            .NotStarted.Apply(new SearchStarted(0, "sets", "{}", ["search"], ImmutableSortedDictionary<string, string>.Empty))
            .Apply(
                new PhaseStarted(
                    0,
                    "search",
                    null,
                    new CandidateSpec(100, window, inOrder, 1, "any", "{}", "whole", 0, 1, [WeightsRef.None(0)], 1, set),
                    null
                )
            );

    private static List<string> Offered(SearchState search) => [.. SearchTasks.Outstanding(search).Select(task => task.Id)];

    private static IReadOnlyList<ISearchEvent> Waits(SearchState search, int observed) =>
        SearchDecisions.OnAnswer(search, "search", search.Candidates("search")!.Proposed, new StrategyWaits(observed), 0);
}

internal static class StepsOfASearch
{
    public static SearchState Then(this SearchState search, ISearchEvent @event) => search.Apply(@event);

    public static SearchState Propose(this SearchState search, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var phase = search.Candidates("search")!;
            search = search.Apply(
                new CandidateProposed(
                    0,
                    "search",
                    phase.Proposed,
                    $"a{phase.Proposed}",
                    1,
                    1,
                    "",
                    phase.Released + phase.Ready.Count,
                    IsPartial: false
                )
            );
        }
        return search;
    }

    public static SearchState Score(this SearchState search, int index) =>
        search.Apply(new EvaluationRecorded(0, "search", index, 0, 0.5, null, "device", 1));
}
