using System.Collections.Immutable;
using Nas.Model.Metrics;

namespace Seed.Methods.CrNas;

/// <summary>A measure over the seeds.</summary>
/// <param name="Deviation">Sample standard deviation; null for fewer than two.</param>
public sealed record Spread(int Seeds, double Mean, double? Deviation)
{
    /// <param name="values">One value or more.</param>
    public static Spread Of(ImmutableArray<double> values)
    {
        var mean = values.Average();
        double? deviation =
            values.Length < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return new Spread(values.Length, mean, deviation);
    }
}

/// <summary>One network's measure less another's, seed by seed.</summary>
/// <param name="Seeds">Number of seeds that both have.</param>
/// <param name="StandardError">Standard error of the mean; null for fewer than two seeds.</param>
public sealed record PairedDifference(int Seeds, double Mean, double? StandardError)
{
    /// <param name="differences">One difference or more.</param>
    public static PairedDifference Of(ImmutableArray<double> differences)
    {
        var spread = Spread.Of(differences);
        return new PairedDifference(spread.Seeds, spread.Mean, spread.Deviation / Math.Sqrt(spread.Seeds));
    }

    /// <summary>Half of the 95 % confidence interval (Student's t); null for fewer than two seeds.</summary>
    public double? Margin => StandardError is { } error ? error * StudentT.Quantile95(Seeds - 1) : null;

    /// <summary>True where the interval leaves zero out.</summary>
    public bool IsBeyondChance => Math.Abs(Mean) > Margin;
}
