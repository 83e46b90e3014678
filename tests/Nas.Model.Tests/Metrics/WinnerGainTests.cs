using Nas.Model.Metrics;

namespace Nas.Model.Tests.Metrics;

public class WinnerGainTests
{
    [Fact]
    public void The_best_by_score_is_judged_by_its_truth()
    {
        var gain = WinnerGain.Of([0, 1, 2, 3], [1, 9, 3, 2], [10, 30, 40, 20]);
        Assert.Equal((5, 10), (gain.Gain, gain.Regret));
        Assert.Equal(2 / 3.0, gain.Percentile, 12);
    }

    [Fact]
    public void Those_that_share_the_best_score_are_averaged_and_equal_truths_count_half()
    {
        var gain = WinnerGain.Of([0, 1, 2], [5, 5, 1], [4, 2, 2]);
        Assert.Equal(3 - (8 / 3.0), gain.Gain, 12);
        Assert.Equal((1 + 0.25) / 2, gain.Percentile, 12);
        Assert.Equal(1, gain.Regret, 12);
    }

    /// <summary>Three at one cost, two at another: the winner of the cheap is 1 above their mean; the dear two are too few.</summary>
    [Fact]
    public void Winners_are_sought_among_those_of_about_the_same_cost()
    {
        var near = new EqualCost([100, 101, 100, 500, 500], 0.02);
        var gain = WinnerGain.Of(near, 3, [1, 2, 3, 9, 8], [2, 1, 3, 100, 200])!.Value;
        Assert.Equal((1, 1, 0), (gain.Gain, gain.Percentile, gain.Regret));
        // With the dear ones: their winner is 50 below their mean, and each of the two is a centre.
        Assert.Equal((3 - 100) / 5.0, WinnerGain.Of(near, 2, [1, 2, 3, 9, 8], [2, 1, 3, 100, 200])!.Value.Gain, 12);
        Assert.Null(WinnerGain.Of(near, 4, [1, 2, 3, 9, 8], [2, 1, 3, 100, 200]));
    }
}
