using Actors.Search;
using Actors.Strategies;
using Actors.Strategies.RandomSearch;
using Actors.Tests.Search;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies;

public class ProposerTests
{
    private static readonly ISearchSpace Space = TestSearches.Space;
    private static readonly ConstrainedSpace Anything = new(Space, CostRange.Any);
    private static readonly Architecture First = Anything.At(0);

    [Fact]
    public void A_proposal_carries_its_canonical_text_and_exact_costs()
    {
        var proposed = Assert.IsType<Proposed>(Of(new Scripted(_ => new Proposal(First, "here"))).Propose(0, null));

        Assert.Equal(new Proposed(Space.Format(First), Space.MAdds.Of(First), Space.Parameters.Of(First), "here"), proposed);
    }

    [Fact]
    public void A_second_proposal_of_the_same_architecture_is_a_fault_that_names_it()
    {
        var proposer = Of(new Scripted(_ => new Proposal(First, "")));
        Assert.IsType<Proposed>(proposer.Propose(0, null));

        var fault = Assert.IsType<StrategyFault>(proposer.Propose(1, null));
        Assert.Equal($"The strategy 'scripted' made proposal 1 a second time: {Space.Format(First)}.", fault.Reason);
    }

    [Fact]
    public void What_an_earlier_life_proposed_is_not_new()
    {
        var proposer = Of(new Scripted(context => context.IsNew(First) ? new Proposal(First, "") : null));
        proposer.Recall(Space.Format(First), null);

        Assert.IsType<NothingNew>(proposer.Propose(1, null));
    }

    [Fact]
    public void A_proposal_outside_the_constraint_is_a_fault()
    {
        var small = new ConstrainedSpace(Space, new CostRange(0, Space.MAdds.Max - 1));
        var largest = new ConstrainedSpace(Space, new CostRange(Space.MAdds.Max, Space.MAdds.Max)).At(0);
        var proposer = new Proposer("scripted", new Scripted(_ => new Proposal(largest, "")), small, 1, 0);

        Assert.Contains("outside the constraint", Assert.IsType<StrategyFault>(proposer.Propose(0, null)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_in_proposing_or_observing_is_a_fault_and_stays_one()
    {
        var throwing = Of(new Scripted(_ => throw new InvalidOperationException("lost")));
        Assert.Equal("The strategy 'scripted' failed: lost", Assert.IsType<StrategyFault>(throwing.Propose(0, null)).Reason);

        var calls = 0;
        var observing = Of(new Scripted(context => new Proposal(Anything.At(context.Index), ""), _ =>
        {
            calls++;
            throw new InvalidOperationException("blind");
        }));
        observing.Recall(Space.Format(First), Result(0, 0.5));
        Assert.Equal("The strategy 'scripted' failed: blind", Assert.IsType<StrategyFault>(observing.Propose(5, null)).Reason);
        Assert.IsType<StrategyFault>(observing.Propose(6, null));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Nothing_new_stays_the_answer()
    {
        var proposer = Of(new Scripted(context => context.Index == 1 ? null : new Proposal(Anything.At(context.Index), "")));
        Assert.IsType<Proposed>(proposer.Propose(0, null));
        Assert.IsType<NothingNew>(proposer.Propose(1, null));
        Assert.IsType<NothingNew>(proposer.Propose(2, null));
    }

    [Fact]
    public void Random_numbers_are_a_function_of_seed_phase_and_index()
    {
        var drawn = new[] { (1L, 0, 0), (1L, 0, 1), (1L, 1, 0), (2L, 0, 0), (1L, 0, 0) }.Select(name =>
        {
            ulong number = 0;
            var strategy = new Scripted(context =>
            {
                number = context.Random.NextUInt64();
                return null;
            });
            new Proposer("scripted", strategy, Anything, name.Item1, name.Item2).Propose(name.Item3, null);
            return number;
        }).ToList();

        Assert.Equal(4, drawn.Distinct().Count());
        Assert.Equal(drawn[0], drawn[4]);
    }

    [Fact]
    public void Random_search_proposes_every_architecture_of_a_small_space_once_and_then_ends()
    {
        var least = Space.MAdds.Min;
        var upTo = least;
        while (new ConstrainedSpace(Space, new CostRange(least, upTo)).Count < 50) upTo += Math.Max(1, least / 50);
        var small = new ConstrainedSpace(Space, new CostRange(least, upTo));
        var proposer = new Proposer("random", new RandomSearchStrategy(), small, seed: 3, phase: 0);
        var seen = new HashSet<string>();
        for (var index = 0; index < (int)small.Count; index++) Assert.True(seen.Add(Assert.IsType<Proposed>(proposer.Propose(index, null)).Architecture));

        Assert.IsType<NothingNew>(proposer.Propose((int)small.Count, null));
        Assert.All(seen, text => Assert.True(small.Contains(Space.Parse(text))));
    }

    private static Proposer Of(ISearchStrategy strategy) => new("scripted", strategy, Anything, seed: 1, phase: 0);

    private static CandidateResult Result(int index, double score) =>
        new(index, Space.Format(First), 1, 1, [score], Actors.Dispatch.TaskFailure.None, null);

    /// <summary>Does what the test says.</summary>
    private sealed class Scripted(Func<ProposalContext, Proposal?> propose, Action<Observation>? observe = null) : ISearchStrategy
    {
        public Proposal? Propose(ProposalContext context) => propose(context);

        public void Observe(Observation observation) => observe?.Invoke(observation);
    }
}
