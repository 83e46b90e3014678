using Nas.Model.Spaces;

namespace Nas.Model.Tests.Spaces;

internal static class ChiSquare
{
    /// <summary>
    /// Fails unless the draws could be uniform over the expected architectures: none outside, and Pearson's statistic below its
    /// 99.99 % quantile (Wilson and Hilferty's approximation). Draws come from a fixed seed, so a pass stays a pass.
    /// </summary>
    public static void AssertUniform(IEnumerable<Architecture> expected, IEnumerable<Architecture> draws)
    {
        var all = expected.ToList();
        AssertDistributed(all.ToDictionary(architecture => architecture, _ => 1.0 / all.Count), draws);
    }

    /// <summary>The same for any distribution, of which every outcome is expected twenty times.</summary>
    public static void AssertDistributed<T>(IReadOnlyDictionary<T, double> expected, IEnumerable<T> draws)
        where T : notnull
    {
        var counts = expected.Keys.ToDictionary(outcome => outcome, _ => 0);
        var total = 0;
        foreach (var draw in draws)
        {
            Assert.True(counts.ContainsKey(draw), $"{draw} must not be drawn");
            counts[draw]++;
            total++;
        }
        // To the rounding of a probability.
        Assert.True(total * expected.Values.Min() >= 20 * (1 - 1e-9), "too few draws to say anything");
        var statistic = counts.Sum(pair => Math.Pow(pair.Value - (total * expected[pair.Key]), 2) / (total * expected[pair.Key]));
        double freedom = counts.Count - 1;
        var spread = 2 / (9 * freedom);
        var quantile = freedom * Math.Pow(1 - spread + (3.719 * Math.Sqrt(spread)), 3);
        Assert.True(statistic < quantile, $"chi-square {statistic:F1} with {freedom} degrees of freedom, quantile {quantile:F1}");
    }
}
