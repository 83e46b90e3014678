using System.Collections.Immutable;
using Seed.Methods.StNas;

namespace Seed.Tests.Methods.StNas;

public class VerdictTests
{
    /// <summary>Variances of the means are 2.5e-5 / 3 each, and the t of 4 degrees of freedom is 2.7764.</summary>
    [Theory]
    [InlineData("random-search", 0.02, "Better than random search for the same price by 2.00 points (95 % interval +")]
    [InlineData("chain-only", -0.03, "Worse than the best chain-only architecture by 3.00 points (95 % interval -")]
    [InlineData("chain-only", 0.002, "Not distinguishable from the best chain-only architecture (+0.20 points, 95 % interval -")]
    public void With_several_seeds_it_says_what_is_beyond_chance(string role, double by, string words)
    {
        var verdict = Assert.Single(Verdict.Of([Row("winner", 0.895, 0.90, 0.905), Row(role, 0.895 - by, 0.90 - by, 0.905 - by)]));

        Assert.Equal(by * 100, verdict.Points, 1e-9);
        Assert.Equal(2.7764451 * Math.Sqrt(2 * 2.5e-5 / 3) * 100, verdict.HalfWidth!.Value, 1e-3);
        Assert.StartsWith(words, verdict.InWords(), StringComparison.Ordinal);
        Assert.EndsWith("3 seeds)", verdict.InWords(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_one_seed_it_does_not_pretend_to_know()
    {
        var verdict = Assert.Single(Verdict.Of([Row("winner", 0.91), Row("random-search", 0.90)]));
        Assert.Equal((false, false), (verdict.IsBetter, verdict.IsWorse));
        Assert.Equal("+1.00 points against random search for the same price, with one seed each: that can be chance", verdict.InWords());
    }

    [Fact]
    public void Without_a_trained_winner_there_is_none() => Assert.Empty(Verdict.Of([Row("winner"), Row("random", 0.9)]));

    private static ComparisonRow Row(string role, params double[] accuracies) =>
        new(role, "a", 1, 1, accuracies.Length, accuracies.Length == 0 ? null : accuracies.Average(), null, null, null)
        {
            TestAccuracies = [.. accuracies],
        };
}
