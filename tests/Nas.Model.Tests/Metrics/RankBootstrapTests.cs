using System.Collections.Immutable;
using Nas.Model.Metrics;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics;

public class RankBootstrapTests
{
    [Fact]
    public void Quantiles_lie_linearly_between_the_values()
    {
        Assert.Equal(1, RankBootstrap.Quantile([1, 2, 4], 0));
        Assert.Equal(3, RankBootstrap.Quantile([1, 2, 4], 0.75), 12);
        Assert.Equal(4, RankBootstrap.Quantile([1, 2, 4], 1));
    }

    /// <summary>The mean of n values has the standard error s / sqrt(n): 95 % of the means of resamples lie within 1.96 of it.</summary>
    [Fact]
    public void The_interval_of_a_mean_is_the_normal_one()
    {
        const int Count = 400;
        var random = RandomStream.For(1, "bootstrap-test");
        var truth = Enumerable.Range(0, Count).Select(_ => ImmutableArray.Create(random.NextDouble())).ToImmutableArray();
        var estimate = new RankBootstrap(truth, supernets: 1, resamples: 4000, confidence: 0.95, seed: 2)
            .Estimate(resample => resample.Truth.Average())!
            .Value;

        var mean = truth.Average(seeds => seeds[0]);
        var error = Math.Sqrt(truth.Average(seeds => Math.Pow(seeds[0] - mean, 2)) / Count);
        Assert.Equal(mean, estimate.Value, 12);
        Assert.Equal(mean - (1.96 * error), estimate.Low, error / 5);
        Assert.Equal(mean + (1.96 * error), estimate.High, error / 5);
    }

    /// <summary>One architecture: only its seeds are drawn, so that the mean of two has the variance of a seed, over two.</summary>
    [Fact]
    public void Seeds_of_the_truth_are_drawn_again()
    {
        var draws = new RankBootstrap(
            [
                [0.0, 1.0],
            ],
            supernets: 1,
            resamples: 4000,
            confidence: 0.95,
            seed: 2
        ).Of(resample => resample.Truth[0]);
        Assert.Equal(0.5, draws.Value);
        Assert.Equal([0.0, 0.5, 1.0], draws.Resampled.OfType<double>().Distinct().Order());
        Assert.Equal(0.5, draws.Resampled.Count(value => value == 0.5) / 4000.0, 0.03);
    }

    [Fact]
    public void Differences_are_paired()
    {
        var bootstrap = new RankBootstrap([.. Enumerable.Range(0, 50).Select(i => ImmutableArray.Create((double)i))], 2, 500, 0.9, seed: 3);
        var one = bootstrap.Of(resample => resample.Truth.Average());
        var other = bootstrap.Of(resample => resample.Truth.Average() - 1);
        Assert.Equal(
            new Estimate(1, 1, 1),
            bootstrap.Estimate(one.Minus(other))!.Value,
            (expected, actual) =>
                Math.Abs(expected.Low - actual.Low) + Math.Abs(expected.High - actual.High) + Math.Abs(expected.Value - actual.Value) < 1e-9
        );
    }

    [Fact]
    public void An_undefined_figure_has_no_interval() =>
        Assert.Null(
            new RankBootstrap(
                [
                    [1.0],
                    [2.0],
                ],
                1,
                100,
                0.9,
                seed: 1
            ).Estimate(_ => null)
        );
}
