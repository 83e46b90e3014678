using Nas.Model.Metrics;

namespace Nas.Model.Tests.Metrics;

public class EqualCostTests
{
    private static readonly double[] Costs = [200, 100, 103, 102, 204];

    [Fact]
    public void Only_costs_that_differ_by_the_share_of_the_smaller_are_near()
    {
        Assert.Equal([(0, 4), (1, 3), (2, 3)], PairsOf(new EqualCost(Costs, 0.02)));
        Assert.Equal(3, new EqualCost(Costs, 0.02).Pairs);
        Assert.Equal([(0, 1), (2, 3)], PairsOf(new EqualCost([7, 7, 8, 8, 8.0001], 0)));
        Assert.Equal([], PairsOf(new EqualCost([100, 102.001], 0.02)));
    }

    [Fact]
    public void Neighbourhoods_are_of_those_near_and_of_oneself()
    {
        var near = new EqualCost(Costs, 0.02).Neighbourhoods.Select(one => string.Join(' ', one.Order()));
        Assert.Equal(["1 3", "1 2 3", "2 3", "0 4", "0 4"], near);
    }

    /// <summary>Scores that follow the cost, and are the wrong way round wherever costs are about equal.</summary>
    [Fact]
    public void What_only_follows_the_cost_counts_for_nothing()
    {
        double[] truth = [20, 10, 12, 11, 21],
            scores = [21, 12, 10, 11, 20];
        Assert.True(RankCorrelation.KendallTauB(scores, truth) > 0);
        Assert.Equal(-1, new EqualCost(Costs, 0.02).KendallTauB(scores, truth)!.Value, 12);
        Assert.Equal(RankCorrelation.KendallTauB(scores, truth)!.Value, new EqualCost(Costs, 10).KendallTauB(scores, truth)!.Value, 12);
    }

    /// <summary>Of three pairs one is tied on the left; the others are at odds, or agree: 0, or 2 / sqrt(2 x 3).</summary>
    [Fact]
    public void Ties_are_those_of_tau_b()
    {
        Assert.Equal(0, new EqualCost([1, 1, 1], 0).KendallTauB([1, 2, 1], [2, 3, 4])!.Value, 12);
        Assert.Equal(2 / Math.Sqrt(6), new EqualCost([1, 1, 1], 0).KendallTauB([1, 2, 2], [2, 3, 4])!.Value, 12);
        Assert.Null(new EqualCost([1, 2, 3], 0).KendallTauB([1, 2, 2], [2, 3, 4]));
        Assert.Null(new EqualCost([1, 1], 0).KendallTauB([2, 2], [2, 3]));
    }

    [Fact]
    public void One_that_is_drawn_twice_is_no_pair_with_itself()
    {
        var drawn = new EqualCost([5, 5, 5], 0, identities: [3, 3, 4]);
        Assert.Equal([(0, 2), (1, 2)], PairsOf(drawn));
        // Its truth differs between the draws, since the seeds are drawn as well.
        Assert.Equal(1, drawn.KendallTauB([1, 1, 2], [10, 11, 12])!.Value, 12);
    }

    [Fact]
    public void Covariance_at_one_cost_is_the_usual_one_and_differences_in_cost_add_nothing()
    {
        double[] x = [1, 2, 4, 9],
            y = [3, 1, 2, 8];
        var (mx, my) = (x.Average(), y.Average());
        var usual = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / 3;
        Assert.Equal(usual, new EqualCost([1, 1, 1, 1], 0).Covariance(x, y)!.Value, 12);
        // The same twice, the second four dearer and worth 100 more.
        Assert.Equal(
            usual,
            new EqualCost([1, 1, 1, 1, 5, 5, 5, 5], 0)
                .Covariance([.. x, .. x.Select(value => value + 100)], [.. y, .. y.Select(value => value + 100)])!
                .Value,
            12
        );
        Assert.Null(new EqualCost([1, 2], 0).Covariance([1, 2], [1, 2]));
    }

    private static IEnumerable<(int, int)> PairsOf(EqualCost near)
    {
        var pairs = new List<(int, int)>();
        near.ForEachPair((one, other) => pairs.Add((Math.Min(one, other), Math.Max(one, other))));
        return pairs.Order();
    }
}
