using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Strategies.Evolution;
using Actors.Strategies.RandomSearch;
using Actors.Tests.Search;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies.Evolution;

public class EvolutionStrategyTests
{
    private static readonly ISearchSpace Space = TestSearches.Space;
    private static readonly ConstrainedSpace Constrained = new(
        Space,
        new CostRange(Space.MAdds.Min, (Space.MAdds.Min + Space.MAdds.Max) / 2)
    );

    [Fact]
    public void Evolution_finds_better_architectures_than_random_search_at_the_same_number_of_candidates()
    {
        // Out of 10 seeds each; a tie of two equal strategies would reach 9 wins once in a hundred trials.
        var wins = Enumerable
            .Range(0, 10)
            .Count(seed => Best(new EvolutionStrategy(new EvolutionOptions()), seed) > Best(new RandomSearchStrategy(), seed));

        Assert.InRange(wins, 9, 10);
    }

    [Fact]
    public void The_first_proposals_are_random_and_later_ones_name_parents_of_the_latest_population()
    {
        var origins = new List<(int Index, string Origin)>();
        Run(new EvolutionStrategy(new EvolutionOptions { Population = 10, Tournament = 3 }), seed: 1, candidates: 100, origins);

        Assert.All(origins.Take(10), proposal => Assert.Equal("random", proposal.Origin));
        var children = origins.Skip(10).Where(proposal => proposal.Origin != "random").ToList();
        Assert.InRange(children.Count, 80, 90);
        Assert.Contains(children, child => child.Origin.StartsWith("crossover of", StringComparison.Ordinal));
        Assert.All(
            children,
            child =>
                Assert.All(
                    child.Origin.Split(' ').Where(word => int.TryParse(word, out _)).Select(int.Parse),
                    parent => Assert.InRange(parent, child.Index - 10, child.Index - 1)
                )
        );
    }

    [Fact]
    public void Failed_candidates_are_never_parents()
    {
        var strategy = new EvolutionStrategy(new EvolutionOptions { Population = 2 });
        var proposer = new Proposer("evolution", strategy, Constrained, seed: 1, phase: 0, window: 1);
        for (var index = 0; index < 30; index++)
        {
            var failed =
                index == 0
                    ? null
                    : new CandidateResult(
                        index - 1,
                        Space.Format(Constrained.At(index)),
                        1,
                        1,
                        [],
                        Actors.Dispatch.TaskFailure.NativeCrash,
                        "died"
                    );
            if (failed is not null)
                proposer.Give(failed);
            Assert.Equal("random", Assert.IsType<Proposed>(proposer.TryPropose(index)).Origin);
        }
    }

    [Fact]
    public void A_mutation_rate_of_one_and_no_crossover_still_proposes_new_architectures_inside_the_constraint() =>
        Assert.Equal(
            60,
            Run(
                new EvolutionStrategy(
                    new EvolutionOptions
                    {
                        Population = 5,
                        MutationRate = 1,
                        CrossoverProbability = 0,
                    }
                ),
                1,
                60,
                []
            ).Count
        );

    private static double Best(ISearchStrategy strategy, int seed) => Run(strategy, seed, 150, []).Max();

    private static List<double> Run(ISearchStrategy strategy, int seed, int candidates, List<(int, string)> origins)
    {
        var proposer = new Proposer("a strategy", strategy, Constrained, seed, phase: 0, window: 1);
        var scores = new List<double>();
        CandidateResult? last = null;
        for (var index = 0; index < candidates; index++)
        {
            if (last is not null)
                proposer.Give(last);
            var proposed = Assert.IsType<Proposed>(proposer.TryPropose(index));
            var architecture = Space.Parse(proposed.Architecture);
            Assert.True(Constrained.Contains(architecture));
            origins.Add((index, proposed.Origin));
            scores.Add(Quality(architecture));
            last = new CandidateResult(
                index,
                proposed.Architecture,
                proposed.Madds,
                proposed.Parameters,
                [scores[^1]],
                Actors.Dispatch.TaskFailure.None,
                null
            );
        }
        return scores;
    }

    /// <summary>Number of decisions in which it agrees with a hidden architecture: smooth enough to be climbed.</summary>
    private static double Quality(Architecture architecture) =>
        architecture
            .Choices.Select((choice, decision) => choice == decision % Space.Decisions[decision].Options.Length ? 1.0 : 0)
            .Average();
}
