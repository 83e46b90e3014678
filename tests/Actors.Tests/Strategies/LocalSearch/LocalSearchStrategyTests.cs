using Actors.Strategies.LocalSearch;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies.LocalSearch;

public class LocalSearchStrategyTests
{
    /// <summary>Eight decisions of three options, 6,561 architectures; every wrong decision costs the same.</summary>
    private static readonly ConstrainedSpace Space = Grid.Whole(3, 3, 3, 3, 3, 3, 3, 3);

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Steepest_climbs_score_every_neighbour_of_each_centre_and_move_once_for_each_wrong_decision(long seed)
    {
        var run = Run("steepest", 200, seed);
        var wrong = 8 - (int)run.Results[0].Score!.Value;
        var restart = run.Proposals.FindIndex(1, one => one.Origin == "random");
        var climb = run.Proposals.Take(restart).ToList();

        var centres = climb.Skip(1).Select(one => one.Origin).Distinct().Select(origin => int.Parse(origin.Split(' ')[^1])).ToArray();
        Assert.Equal(Enumerable.Range(8 - wrong, wrong + 1), centres.Select(centre => (int)run.Results[centre].Score!.Value));
        Assert.All(
            centres,
            centre =>
                Assert.All(
                    Space.Neighbours(Space.Space.Parse(climb[centre].Architecture)),
                    one => Assert.Contains(climb, proposed => proposed.Architecture == Space.Space.Format(one))
                )
        );
        Assert.InRange(restart, 1 + 16, 1 + (16 * (wrong + 1)));
    }

    [Fact]
    public void First_improvement_finds_the_summit_of_a_separable_function_in_the_evaluations_that_chance_gives()
    {
        // With w wrong of 8 decisions, one of 16 neighbours for each is better: about 16 / (w + 1) trials to meet one, neighbours not tried
        // twice.
        // Summed from w = 5.3, the expectation of a random start, down to 1: below 40.
        var needed = Enumerable
            .Range(1, 100)
            .Select(seed => Run("first", 120, seed).Results.First(result => result.Score == 8).Index)
            .Order()
            .ToArray();
        Assert.InRange(needed[50], 15, 45);
        Assert.InRange(needed[^1], 15, 90);
    }

    [Fact]
    public void The_first_climb_begins_at_the_best_of_the_initial_architectures()
    {
        var run = new StrategyRun(() => new LocalSearchStrategy(new LocalSearchOptions { Initial = 20 }), Space, Score).Until(21);
        var best = run.Results.Take(20).MaxBy(result => result.Score)!.Index;
        Assert.All(run.Proposals.Take(20), one => Assert.Equal("random", one.Origin));
        Assert.Equal($"neighbour of {best}", run.Proposals[20].Origin);
    }

    [Fact]
    public void Beyond_a_local_optimum_other_climbs_find_the_best()
    {
        // Two summits: all zeros, and all twos, which is higher but has fewer slopes.
        static double? Two(Architecture one) =>
            Math.Max(one.Choices.Count(choice => choice == 0), one.Choices.Count(choice => choice == 2) * 1.1);
        var run = new StrategyRun(
            () => new LocalSearchStrategy(new LocalSearchOptions { Initial = 1 }),
            Grid.Whole(3, 3, 3, 3, 3),
            Two
        ).Until(200);
        Assert.Contains(run.Results, result => result.Score == 5.5);
        Assert.Contains(run.Proposals.Skip(10), one => one.Origin == "random");
    }

    [Fact]
    public void Where_a_constraint_leaves_no_neighbour_at_one_decision_those_at_two_are_taken()
    {
        // The sum of the choices is fixed: one decision alone cannot change.
        var level = new ConstrainedSpace(Space.Space, new CostRange(8, 8));
        var neighbours = level.Neighbours(Space.Space.Parse("1.1.1.1.1.1.1.1"));
        Assert.Equal(8 * 7, neighbours.Count);
        Assert.All(neighbours, one => Assert.Equal(8, one.Choices.Sum()));
        var run = new StrategyRun(() => new LocalSearchStrategy(new LocalSearchOptions()), level, Score).Until(100);
        Assert.Contains(run.Proposals, one => one.Origin.StartsWith("neighbour of", StringComparison.Ordinal));
    }

    private static StrategyRun Run(string step, int proposals, long seed) =>
        new StrategyRun(() => new LocalSearchStrategy(new LocalSearchOptions { Initial = 1, Step = step }), Space, Score, seed: seed).Until(
            proposals
        );

    /// <summary>Decisions that are as the best has them.</summary>
    private static double? Score(Architecture one) => one.Choices.Where((choice, decision) => choice == decision % 3).Count();
}
