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
        var counts = expected.ToDictionary(architecture => architecture, _ => 0);
        var total = 0;
        foreach (var draw in draws)
        {
            Assert.True(counts.ContainsKey(draw), $"{draw} must not be drawn");
            counts[draw]++;
            total++;
        }
        Assert.True(total >= 20 * counts.Count, "too few draws to say anything");
        var mean = (double)total / counts.Count;
        var statistic = counts.Values.Sum(count => (count - mean) * (count - mean) / mean);
        double freedom = counts.Count - 1;
        var spread = 2 / (9 * freedom);
        var quantile = freedom * Math.Pow(1 - spread + (3.719 * Math.Sqrt(spread)), 3);
        Assert.True(statistic < quantile, $"chi-square {statistic:F1} with {freedom} degrees of freedom, quantile {quantile:F1}");
    }
}
