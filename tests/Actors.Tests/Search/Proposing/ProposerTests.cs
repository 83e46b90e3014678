using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Strategies.Exhaustive;
using Actors.Strategies.RandomSearch;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Actors.Tests.Search.Proposing;

public class ProposerTests
{
    private static readonly ISearchSpace Space = TestSearches.Space;
    private static readonly ConstrainedSpace Anything = new(Space, CostRange.Any);
    private static readonly Architecture First = Anything.At(0);

    [Fact]
    public void A_proposal_carries_its_canonical_text_and_exact_costs()
    {
        var proposed = Assert.IsType<Proposed>(Of(new Scripted(_ => new Proposal(First, "here"))).TryPropose(0));

        Assert.Equal(
            new Proposed(Space.Format(First), Space.MAdds.Of(First), Space.Parameters.Of(First), "here", Observed: 0, IsPartial: false),
            proposed
        );
    }

    [Fact]
    public void A_second_proposal_of_the_same_architecture_is_a_fault_that_names_it()
    {
        var proposer = Of(new Scripted(_ => new Proposal(First, "")));
        Assert.IsType<Proposed>(proposer.TryPropose(0));

        var fault = Assert.IsType<StrategyFault>(proposer.TryPropose(1));
        Assert.Equal($"The strategy 'scripted' made proposal 1 a second time: {Space.Format(First)}.", fault.Reason);
    }

    [Fact]
    public void What_an_earlier_life_proposed_is_not_new()
    {
        var proposer = Of(new Scripted(context => context.IsNew(First) ? new Proposal(First, "") : null));
        proposer.Recall(Space.Format(First), 0);

        Assert.IsType<NothingNew>(proposer.TryPropose(1));
    }

    [Fact]
    public void A_network_is_one_candidate_whatever_its_nodes_are_called()
    {
        var space = new TopologySpace(
            new TopologySpec(
                "chain",
                1,
                8,
                3,
                4,
                1,
                [new StageSpec(4, 4, 1)],
                16,
                [EdgeOperation.Identity, EdgeOperation.Mb(3, 1), EdgeOperation.Mb(5, 1)],
                [EdgeOperation.Identity]
            )
        );
        var (one, same, other) = (space.Parse("0:id|1:k3e1|2:k5e1"), space.Parse("0:k3e1|1:id|2:k5e1"), space.Parse("0:id|1:k5e1|2:k3e1"));
        var isNew = new List<bool>();
        var strategy = new Scripted(context =>
        {
            isNew.Add(context.IsNew(same));
            isNew.Add(context.IsNew(other));
            return new Proposal(context.Index == 0 ? one : same, "");
        });
        var proposer = new Proposer("scripted", strategy, new ConstrainedSpace(space, CostRange.Any), 1, 0, window: 100);

        Assert.Equal("0:k3e1|1:k5e1|2:id", Assert.IsType<Proposed>(proposer.TryPropose(0)).Architecture);
        Assert.Contains(
            "a second time: 0:k3e1|1:k5e1|2:id",
            Assert.IsType<StrategyFault>(proposer.TryPropose(1)).Reason,
            StringComparison.Ordinal
        );
        Assert.Equal([true, true, false, true], isNew);
        // Of 27 chains, 8 + 4 + 2 + 1 differ.
        var exhaustive = new Proposer(
            "exhaustive",
            new ExhaustiveStrategy(),
            new ConstrainedSpace(space, CostRange.Any, space.ChainOnly),
            1,
            0,
            window: 100
        );
        var texts = Enumerable
            .Range(0, 20)
            .Select(exhaustive.TryPropose)
            .TakeWhile(answer => answer is Proposed)
            .Cast<Proposed>()
            .Select(proposed => proposed.Architecture)
            .ToList();
        Assert.Equal((15, 15), (texts.Count, texts.Distinct().Count()));
    }

    [Fact]
    public void What_was_inherited_is_observed_before_the_first_proposal_is_made()
    {
        var observed = new List<int>();
        var proposer = new Proposer(
            "scripted",
            new Scripted(context => new Proposal(Anything.At(context.Index), ""), one => observed.Add(one.Index)),
            Anything,
            1,
            0,
            window: 100,
            inherited: 3
        );
        for (var i = 0; i < 3; i++)
        {
            proposer.Recall(Space.Format(Anything.At(i)), i);
            if (i == 2)
                Assert.Null(proposer.TryPropose(3));
            proposer.Give(new CandidateResult(i, Space.Format(Anything.At(i)), 1, 1, [0.5], Actors.Dispatch.TaskFailure.None, null));
        }
        Assert.Equal(3, Assert.IsType<Proposed>(proposer.TryPropose(3)).Observed);
        Assert.Equal([0, 1, 2], observed);
    }

    [Fact]
    public void A_proposal_outside_the_constraint_is_a_fault()
    {
        var small = new ConstrainedSpace(Space, new CostRange(0, Space.MAdds.Max - 1));
        var largest = new ConstrainedSpace(Space, new CostRange(Space.MAdds.Max, Space.MAdds.Max)).At(0);
        var proposer = new Proposer("scripted", new Scripted(_ => new Proposal(largest, "")), small, 1, 0, window: 100);

        Assert.Contains("outside the constraint", Assert.IsType<StrategyFault>(proposer.TryPropose(0)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_in_proposing_or_observing_is_a_fault_and_stays_one()
    {
        var throwing = Of(new Scripted(_ => throw new InvalidOperationException("lost")));
        Assert.Equal("The strategy 'scripted' failed: lost", Assert.IsType<StrategyFault>(throwing.TryPropose(0)).Reason);

        var calls = 0;
        var observing = Of(
            new Scripted(
                context => new Proposal(Anything.At(context.Index), ""),
                _ =>
                {
                    calls++;
                    throw new InvalidOperationException("blind");
                }
            )
        );
        observing.Give(Result(0, 0.5));
        observing.Recall(Space.Format(First), 1);
        Assert.Equal("The strategy 'scripted' failed: blind", Assert.IsType<StrategyFault>(observing.TryPropose(5)).Reason);
        Assert.IsType<StrategyFault>(observing.TryPropose(6));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Nothing_new_stays_the_answer()
    {
        var proposer = Of(new Scripted(context => context.Index == 1 ? null : new Proposal(Anything.At(context.Index), "")));
        Assert.IsType<Proposed>(proposer.TryPropose(0));
        Assert.IsType<NothingNew>(proposer.TryPropose(1));
        Assert.IsType<NothingNew>(proposer.TryPropose(2));
    }

    [Fact]
    public void A_proposal_waits_for_the_results_that_the_window_demands()
    {
        var observed = 0;
        var proposer = Of(new Scripted(context => new Proposal(Anything.At(context.Index), $"{observed}"), _ => observed++), window: 2);
        Assert.Equal(0, Assert.IsType<Proposed>(proposer.TryPropose(0)).Observed);
        Assert.Equal(0, Assert.IsType<Proposed>(proposer.TryPropose(1)).Observed);
        Assert.Null(proposer.TryPropose(2));
        // Results that come early are not observed early.
        proposer.Give(Result(0, 0.5));
        proposer.Give(Result(1, 0.5));
        Assert.Equal("1", Assert.IsType<Proposed>(proposer.TryPropose(2)).Origin);
        Assert.Equal(2, Assert.IsType<Proposed>(proposer.TryPropose(3)).Observed);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_strategy_that_waits_observes_the_same_results_however_they_come(int together)
    {
        var (asked, observed) = (0, 0);
        var proposer = Of(
            new Scripted(
                context =>
                {
                    asked++;
                    return context.Index >= 3 && observed < 3 ? Proposal.NotYet : new Proposal(Anything.At(context.Index), $"{observed}");
                },
                _ => observed++
            )
        );
        for (var index = 0; index < 3; index++)
            Assert.IsType<Proposed>(proposer.TryPropose(index));
        Assert.Null(proposer.TryPropose(3));
        Assert.Null(proposer.TryPropose(3));
        // Asked again without a new result, it would have to say the same: it is not asked.
        Assert.Equal(4, asked);
        ProposalAnswer? answer = null;
        for (var index = 0; index < 3; index++)
        {
            Assert.Null(answer);
            proposer.Give(Result(index, 0.5));
            if ((index + 1) % together == 0 || index == 2)
                answer = proposer.TryPropose(3);
        }
        Assert.Equal(3, Assert.IsType<Proposed>(answer).Observed);
    }

    [Fact]
    public void A_strategy_is_told_how_many_results_are_due_and_that_it_waits_is_known()
    {
        var due = new List<int>();
        var proposer = Of(
            new Scripted(context =>
            {
                due.Add(context.Outstanding);
                return context.Outstanding == 2 ? Proposal.NotYet : new Proposal(Anything.At(context.Index), "");
            })
        );
        for (var index = 0; index < 2; index++)
            Assert.IsType<Proposed>(proposer.TryPropose(index));
        Assert.Null(proposer.Waits);
        Assert.Null(proposer.TryPropose(2));
        Assert.Equal(new StrategyWaits(0), proposer.Waits);
        proposer.Give(Result(0, 0.5));
        Assert.IsType<Proposed>(proposer.TryPropose(2));
        Assert.Null(proposer.Waits);
        Assert.Equal([0, 1, 2, 1], due);
    }

    [Fact]
    public void Waiting_for_a_result_that_can_never_come_is_a_fault()
    {
        var proposer = Of(new Scripted(_ => Proposal.NotYet));
        Assert.Contains("where none is outstanding", Assert.IsType<StrategyFault>(proposer.TryPropose(0)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_numbers_are_a_function_of_seed_phase_and_index()
    {
        var drawn = new[] { (1L, 0, 0), (1L, 0, 1), (1L, 1, 0), (2L, 0, 0), (1L, 0, 0) }
            .Select(name =>
            {
                ulong number = 0;
                var strategy = new Scripted(context =>
                {
                    number = context.Random.NextUInt64();
                    return null;
                });
                new Proposer("scripted", strategy, Anything, name.Item1, name.Item2, window: 100).TryPropose(name.Item3);
                return number;
            })
            .ToList();

        Assert.Equal(4, drawn.Distinct().Count());
        Assert.Equal(drawn[0], drawn[4]);
    }

    [Fact]
    public void Random_search_proposes_every_architecture_of_a_small_space_once_and_then_ends()
    {
        var least = Space.MAdds.Min;
        var upTo = least;
        while (new ConstrainedSpace(Space, new CostRange(least, upTo)).Count < 50)
            upTo += Math.Max(1, least / 50);
        var small = new ConstrainedSpace(Space, new CostRange(least, upTo));
        var proposer = new Proposer("random", new RandomSearchStrategy(), small, seed: 3, phase: 0, window: 1000);
        var seen = new HashSet<string>();
        for (var index = 0; index < (int)small.Count; index++)
            Assert.True(seen.Add(Assert.IsType<Proposed>(proposer.TryPropose(index)).Architecture));

        Assert.IsType<NothingNew>(proposer.TryPropose((int)small.Count));
        Assert.All(seen, text => Assert.True(small.Contains(Space.Parse(text))));
    }

    [Fact]
    public void A_strategy_that_cannot_be_saved_or_broke_its_contract_is_not()
    {
        Assert.Null(Of(new Scripted(_ => null)).Save());
        var random = new Proposer("random", new RandomSearchStrategy(), Anything, 1, 0, window: 100);
        Assert.Equal((0, 0), (random.Save()!.Proposals, random.Save()!.Observed));
        random.TryPropose(0);
        Assert.Equal(1, random.Save()!.Proposals);
    }

    private static Proposer Of(ISearchStrategy strategy, int window = 100) =>
        new("scripted", strategy, Anything, seed: 1, phase: 0, window);

    private static CandidateResult Result(int index, double score) =>
        new(index, Space.Format(First), 1, 1, [score], Actors.Dispatch.TaskFailure.None, null);

    /// <summary>Does what the test says.</summary>
    private sealed class Scripted(Func<ProposalContext, Proposal?> propose, Action<Observation>? observe = null) : ISearchStrategy
    {
        public Proposal? Propose(ProposalContext context) => propose(context);

        public void Observe(Observation observation) => observe?.Invoke(observation);
    }
}
