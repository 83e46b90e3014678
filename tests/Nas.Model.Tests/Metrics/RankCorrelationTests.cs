using Nas.Model.Metrics;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics;

public class RankCorrelationTests
{
    [Fact]
    public void The_same_order_is_one_and_the_reverse_minus_one()
    {
        Assert.Equal(1, RankCorrelation.KendallTauB([1, 2, 3, 4], [10, 20, 30, 40])!.Value, 12);
        Assert.Equal(-1, RankCorrelation.KendallTauB([1, 2, 3, 4], [4, 3, 2, 1])!.Value, 12);
    }

    [Fact]
    public void One_swapped_pair_of_four_gives_two_thirds() =>
        // Six pairs, one of them discordant: (5 - 1) / 6.
        Assert.Equal(4.0 / 6, RankCorrelation.KendallTauB([1, 2, 3, 4], [1, 3, 2, 4])!.Value, 12);

    [Fact]
    public void Ties_on_both_sides_count_as_in_the_textbook() =>
        // Published example (SciPy's documentation of kendalltau): tau-b = -0.47140452079103173.
        Assert.Equal(-0.47140452079103173, RankCorrelation.KendallTauB([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])!.Value, 12);

    [Fact]
    public void A_side_without_order_has_no_correlation()
    {
        Assert.Null(RankCorrelation.KendallTauB([1, 1, 1], [1, 2, 3]));
        Assert.Null(RankCorrelation.KendallTauB([1], [2]));
        Assert.Null(RankCorrelation.KendallTauB([], []));
    }

    [Fact]
    public void Agrees_with_counting_every_pair()
    {
        var random = RandomStream.For(1, "tau");
        for (var round = 0; round < 200; round++)
        {
            var n = 2 + random.Next(40);
            var left = Enumerable.Range(0, n).Select(_ => (double)random.Next(8)).ToArray();
            var right = Enumerable.Range(0, n).Select(_ => (double)random.Next(8)).ToArray();
            Assert.Equal(ByPairs(left, right) ?? 2, RankCorrelation.KendallTauB(left, right) ?? 2, 12);
        }
    }

    [Fact]
    public void Different_lengths_and_missing_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RankCorrelation.KendallTauB([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => RankCorrelation.KendallTauB([1, double.NaN], [1, 2]));
    }

    [Fact]
    public void A_partial_tau_is_that_of_the_closed_form() =>
        // Of six pairs: left and right agree in 5, left and given in 5, right and given in 4: taus 2/3, 2/3, 1/3.
        // (2/3 - 2/3 * 1/3) / sqrt((1 - 4/9) * (1 - 1/9)) = (4/9) / sqrt(40/81) = 4 / sqrt(40).
        Assert.Equal(4 / Math.Sqrt(40), RankCorrelation.PartialKendallTau([1, 2, 3, 4], [2, 1, 3, 4], [1, 2, 4, 3])!.Value, 12);

    [Fact]
    public void What_two_rankings_owe_to_a_third_alone_is_no_partial_correlation()
    {
        // Both are the third and chance of their own: tau is far from 0, the partial tau near it.
        var random = RandomStream.For(1, "partial-tau");
        var given = Enumerable.Range(0, 4000).Select(_ => random.NextDouble() < 0.5 ? 0.0 : 1).ToArray();
        double[] Noisy() => [.. given.Select(value => value + random.NextDouble())];
        var (left, right) = (Noisy(), Noisy());
        Assert.InRange(RankCorrelation.KendallTauB(left, right)!.Value, 0.45, 0.55);
        Assert.InRange(RankCorrelation.PartialKendallTau(left, right, given)!.Value, -0.03, 0.03);
    }

    [Fact]
    public void Beyond_itself_a_ranking_has_no_partial_tau()
    {
        Assert.Null(RankCorrelation.PartialKendallTau([1, 2, 3, 4], [2, 1, 3, 4], [1, 2, 3, 4]));
        Assert.Null(RankCorrelation.PartialKendallTau([1, 2, 3, 4], [2, 1, 3, 4], [4, 3, 2, 1]));
        Assert.Null(RankCorrelation.PartialKendallTau([1, 2, 3, 4], [2, 1, 3, 4], [1, 1, 1, 1]));
    }

    [Fact]
    public void Spearman_is_one_minus_six_times_the_squared_rank_differences()
    {
        // No ties: 1 - 6 * (0 + 1 + 1 + 0) / (4 * 15).
        Assert.Equal(1 - (6.0 * 2 / 60), RankCorrelation.Spearman([1, 2, 3, 4], [10, 30, 20, 40])!.Value, 12);
        Assert.Equal(-1, RankCorrelation.Spearman([1, 2, 3], [9, 5, 1])!.Value, 12);
    }

    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks() =>
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: deviations multiply to 4.5, squares to 4.5 and 5.
        Assert.Equal(4.5 / Math.Sqrt(4.5 * 5), RankCorrelation.Spearman([1, 2, 2, 3], [1, 2, 3, 4])!.Value, 12);

    [Fact]
    public void Spearman_needs_an_order_too()
    {
        Assert.Null(RankCorrelation.Spearman([1, 1], [1, 2]));
        Assert.Null(RankCorrelation.Spearman([1], [1]));
    }

    [Fact]
    public void Precision_at_the_top_is_the_part_of_the_best_that_are_found()
    {
        Assert.Equal(2.0 / 3, RankCorrelation.PrecisionAtTop([9, 8, 7, 1, 2], [5, 1, 4, 3, 2], 3)!.Value, 12);
        Assert.Equal(1, RankCorrelation.PrecisionAtTop([9, 8, 7], [1, 2, 3], 3)!.Value, 12);
        Assert.Null(RankCorrelation.PrecisionAtTop([9, 8], [1, 2], 3));
        // Of equals, the first counts as better.
        Assert.Equal(1, RankCorrelation.PrecisionAtTop([1, 1], [1, 1], 1)!.Value, 12);
    }

    private static double? ByPairs(double[] left, double[] right)
    {
        long score = 0,
            untiedLeft = 0,
            untiedRight = 0;
        for (var i = 0; i < left.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (l, r) = (Math.Sign(left[i] - left[j]), Math.Sign(right[i] - right[j]));
                score += l * r;
                untiedLeft += l * l;
                untiedRight += r * r;
            }
        }
        return untiedLeft == 0 || untiedRight == 0 ? null : score / Math.Sqrt((double)untiedLeft * untiedRight);
    }
}
