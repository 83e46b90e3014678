using System.Collections.Immutable;
using Actors.Search.Deciding;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Tests.Search.State;

namespace Actors.Tests.Search.Deciding;

/// <summary>A search in which nothing can ever move says so, and one in which something can does not.</summary>
public class SearchStandstillTests
{
    private static readonly SearchPlan Ended = new([new PlannedPhase("search", _ => PhaseStart.Later.Instance)]);

    [Fact]
    public void A_strategy_that_waits_for_candidates_that_nobody_scores_is_named()
    {
        // Scored with weights that no run makes.
        var state = Search(new WeightsRef("nowhere/0", null)).Propose(2);

        Assert.Equal(
            "The search stands still, for each part of it waits for another: search: the strategy 'any' waits for a result before proposal 2, and none of the 2 candidates without one is being scored.",
            SearchStandstill.Reason(state, Ended, _ => true)
        );
        Assert.Null(SearchStandstill.Reason(state, Ended, _ => false));
    }

    [Fact]
    public void Where_the_window_is_full_what_is_missing_is_named() =>
        Assert.Equal(
            "The search stands still, for each part of it waits for another: search: 1 of the 1 weights to score with are not there yet: first of all the weights of nowhere/0; "
                + "search: the window of 3 is full: 3 candidates wait for their scores.",
            SearchStandstill.Reason(Search(new WeightsRef("nowhere/0", null)).Propose(3), Ended, _ => true)
        );

    [Fact]
    public void A_phase_that_waits_for_nothing_there_is_is_named()
    {
        var plan = new SearchPlan([.. Ended.Phases, new PlannedPhase("further", _ => PhaseStart.Later.Instance)]);
        var state = Search(WeightsRef.None(0), "search", "further").Then(new ProposalsExhausted(0, "search"));

        Assert.Equal(
            "The search stands still, for each part of it waits for another: further: waits for the phases before it.",
            SearchStandstill.Reason(state, plan, _ => true)
        );
        var begins = new SearchPlan([.. Ended.Phases, new PlannedPhase("further", _ => new PhaseStart.Impossible("It is over."))]);
        Assert.Null(SearchStandstill.Reason(state, begins, _ => true));
        Assert.Null(SearchStandstill.Reason(state, Ended, _ => true));
    }

    [Fact]
    public void As_long_as_a_device_has_something_to_do_nothing_stands_still()
    {
        var state = Search(WeightsRef.None(0)).Propose(2);

        Assert.Null(SearchStandstill.Reason(state, Ended, _ => true));
        Assert.Null(SearchStandstill.Reason(state.Then(new SuspensionRecorded(0)), Ended, _ => true));
        Assert.Null(SearchStandstill.Reason(state.Then(new SearchFailed(0, "It is over.")), Ended, _ => true));
    }

    private static SearchState Search(WeightsRef weights, params string[] planned) =>
        SearchState
            .NotStarted.Apply(
                new SearchStarted(0, "still", "{}", [.. planned.DefaultIfEmpty("search")], ImmutableSortedDictionary<string, string>.Empty)
            )
            .Apply(new PhaseStarted(0, "search", null, new CandidateSpec(100, 3, true, 1, "any", "{}", "whole", 0, 1, [weights], 1), null));
}
