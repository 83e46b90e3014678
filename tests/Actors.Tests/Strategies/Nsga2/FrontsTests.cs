using Actors.Strategies.Nsga2;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies.Nsga2;

public class FrontsTests
{
    /// <summary>Score up, Multiply-Adds down.</summary>
    private static readonly Objectives[] Points = [new(3, 30), new(1, 10), new(2, 20), new(1, 20), new(3, 40), new(1, 40), new(2, 20)];

    [Fact]
    public void Fronts_are_those_of_a_set_worked_out_by_hand() =>
        Assert.Equal(
            [
                [0, 1, 2, 6],
                [3, 4],
                [5],
            ],
            Fronts.Sort(Points).Select(front => front.ToArray())
        );

    [Fact]
    public void Every_front_is_what_no_point_dominates_once_those_before_it_are_gone()
    {
        var random = Nas.Model.Randomness.RandomStream.For(3, "fronts");
        var points = Enumerable.Range(0, 200).Select(_ => new Objectives(random.Next(20), random.Next(20))).ToArray();
        var left = Enumerable.Range(0, points.Length).ToList();
        foreach (var front in Fronts.Sort(points))
        {
            Assert.Equal(left.Where(i => !left.Any(j => points[j].Dominates(points[i]))), front);
            left.RemoveAll(front.Contains);
        }
        Assert.Empty(left);
    }

    [Fact]
    public void Crowding_is_the_distance_between_neighbours_as_a_share_of_the_extent()
    {
        // Extents 4 and 40; the second lies between the first and the third: (2 - 0) / 4 + (30 - 10) / 40.
        var distances = Fronts.Crowding([new(0, 10), new(1, 15), new(2, 30), new(4, 50)]);
        Assert.Equal([double.PositiveInfinity, 1.0, 0.75 + 0.875, double.PositiveInfinity], distances);
    }

    [Fact]
    public void Points_that_are_all_alike_are_at_no_distance() =>
        Assert.Equal([double.PositiveInfinity, 0, double.PositiveInfinity], Fronts.Crowding([new(1, 1), new(1, 1), new(1, 1)]));

    [Fact]
    public void The_whole_front_is_found_and_not_one_end_of_it()
    {
        // Each option k of each decision scores k and costs k, but for the first decision, which costs without scoring: 17 points on the
        // front.
        static double? Score(Architecture one) => one.Choices.Skip(1).Sum();
        var run = new StrategyRun(() => new Nsga2Strategy(new Nsga2Options()), Grid.Whole(3, 3, 3, 3, 3, 3, 3, 3, 3), Score).Until(500);

        var front = run.Results.Where(result => result.Madds == result.Score).Select(result => result.Madds).Distinct().Count();
        Assert.InRange(front, 14, 17);
        Assert.Contains(run.Proposals, one => one.Origin.StartsWith("mutated crossover of", StringComparison.Ordinal));
    }
}
