using Nas.Model.Metrics;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics;

public class FinalsTests
{
    private static readonly int[] All = [0, 1, 2, 3, 4];

    /// <summary>The best two by score are 3 and 1; 1 has the better trial, and the judge puts it third of five.</summary>
    [Fact]
    public void The_best_trial_of_the_best_scores_wins()
    {
        var found = Finals.Of(All, scores: [1, 4, 2, 5, 3], trial: [90, 50, 80, 40, 10], judge: [7, 5, 6, 1, 2], best: 2);
        Assert.Equal((5, 1, 5), (found.Chosen, found.Argmax, found.Median));
        Assert.Equal(0.5, found.Percentile, 12);
        // Drawn at random, two of five: 0 wins 4 of 10, 2 wins 3, 1 wins 2, 3 wins 1.
        Assert.Equal(((4 * 7) + (3 * 6) + (2 * 5) + (1 * 1)) / 10.0, found.Random, 12);
    }

    [Fact]
    public void One_trial_of_a_random_one_is_the_mean_and_trials_of_all_are_the_best_trials_worth()
    {
        double[] trial = [3, 1, 2, 5, 4],
            judge = [9, 8, 1, 4, 3];
        Assert.Equal(5, Finals.BestOfRandom(All, trial, judge, 1), 12);
        Assert.Equal(4, Finals.BestOfRandom(All, trial, judge, 5), 12);
    }

    [Fact]
    public void Of_equal_trials_each_is_as_likely_to_win()
    {
        Assert.Equal(((2 * 6) + (1 * (4 + 8) / 2.0)) / 3, Finals.BestOfRandom([0, 1, 2], [5, 5, 9], [4, 8, 6], 2), 12);
    }

    [Fact]
    public void The_expectation_is_that_of_drawing()
    {
        var random = RandomStream.For(3, "finals");
        var (trial, judge) = (Numbers(), Numbers());
        double[] Numbers() => [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())];
        var drawn = Enumerable
            .Range(0, 20_000)
            .Average(_ =>
            {
                var order = Enumerable.Range(0, 12).ToArray();
                random.Shuffle<int>(order);
                return judge[order.Take(4).MaxBy(one => trial[one])];
            });
        Assert.Equal(drawn, Finals.BestOfRandom([.. Enumerable.Range(0, 12)], trial, judge, 4), 0.01);
    }

    [Fact]
    public void There_is_no_choice_where_all_are_tried()
    {
        Assert.Throws<ArgumentException>(() => Finals.Of([0, 1], [1, 2], [1, 2], [1, 2], 2));
    }
}
