using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Metrics;

namespace Seed.Methods.StNas;

/// <summary>
/// Whether the winner is better than what it was compared with, by the test accuracies of networks trained with several seeds: Welch's 95 %
/// interval of the difference (Welch, 1947). With one seed each there is a difference and no telling.
/// </summary>
/// <param name="Role">The baseline.</param>
/// <param name="Points">Winner less baseline, in points of test accuracy.</param>
/// <param name="HalfWidth">Half of the interval, in points; null: a seed each tells none.</param>
/// <param name="Seeds">Networks of the baseline.</param>
public sealed record Verdict(string Role, double Points, double? HalfWidth, int Seeds)
{
    private const double PerUnit = 100;

    public bool IsBetter => HalfWidth is { } half && Points > half;

    public bool IsWorse => HalfWidth is { } half && Points < -half;

    /// <summary>The verdicts on all baselines that are trained, in the order of their rows.</summary>
    public static ImmutableArray<Verdict> Of(ImmutableArray<ComparisonRow> rows)
    {
        if (rows.FirstOrDefault(row => row.Role == Comparison.Winner) is not { TestAccuracies.IsEmpty: false } winner)
            return [];
        return
        [
            .. rows.Where(row => row.Role != Comparison.Winner && !row.TestAccuracies.IsEmpty)
                .Select(row => new Verdict(
                    row.Role,
                    PerUnit * (winner.TestAccuracies.Average() - row.TestAccuracies.Average()),
                    HalfWidthOf(winner.TestAccuracies, row.TestAccuracies),
                    row.TestAccuracies.Length
                )),
        ];
    }

    /// <summary>Begins with a capital letter, without a full stop.</summary>
    public string InWords() =>
        HalfWidth is not { } half ? $"{Signed(Points)} points against {Name}, with one seed each: that can be chance"
        : IsBetter ? $"Better than {Name} by {Number(Points)} points ({Interval(half)})"
        : IsWorse ? $"Worse than {Name} by {Number(-Points)} points ({Interval(half)})"
        : $"Not distinguishable from {Name} ({Signed(Points)} points, {Interval(half)})";

    private string Name =>
        Role switch
        {
            Comparison.RandomSearch => "random search for the same price",
            Comparison.ChainOnly => "the best chain-only architecture",
            Comparison.Random => "a random architecture",
            _ => Role,
        };

    private string Interval(double half) => $"95 % interval {Signed(Points - half)} to {Signed(Points + half)}, {Seeds} seeds";

    private static double? HalfWidthOf(ImmutableArray<double> one, ImmutableArray<double> other)
    {
        if (one.Length < 2 || other.Length < 2)
            return null;
        var (a, b) = (VarianceOfMean(one), VarianceOfMean(other));
        if (a + b == 0)
            return 0;
        var freedom = (a + b) * (a + b) / ((a * a / (one.Length - 1)) + (b * b / (other.Length - 1)));
        return PerUnit * StudentT.Quantile95(Math.Max(1, (int)freedom)) * Math.Sqrt(a + b);
    }

    private static double VarianceOfMean(ImmutableArray<double> values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length;
    }

    private static string Number(double points) => points.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Signed(double points) => points.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
