using System.Collections.Immutable;
using Nas.Model.Randomness;

namespace Nas.Model.Metrics;

/// <summary>
/// Percentile intervals (Efron, 1979) of statistics of rankings. A resample draws, each with replacement: architectures; for each drawn
/// one, the seeds of its truth; supernets. All statistics see the same resamples, so that differences between them are paired.
/// </summary>
public sealed class RankBootstrap
{
    private readonly double _confidence;
    private readonly Resample _whole;
    private readonly ImmutableArray<Resample> _resamples;

    /// <param name="truth">Accuracy of each architecture with every seed.</param>
    public RankBootstrap(ImmutableArray<ImmutableArray<double>> truth, int supernets, int resamples, double confidence, long seed)
    {
        _confidence = confidence;
        _whole = new Resample(
            [.. Enumerable.Range(0, truth.Length)],
            [.. truth.Select(seeds => seeds.Average())],
            [.. Enumerable.Range(0, supernets)]
        );
        _resamples =
        [
            .. Enumerable.Range(0, resamples).Select(number => Draw(truth, supernets, RandomStream.For(seed, "bootstrap", number))),
        ];
    }

    /// <summary>A statistic of the study as it came out, then of every resample.</summary>
    /// <param name="statistic">The statistic; null where it is undefined.</param>
    public StatisticDraws Of(Func<Resample, double?> statistic) => new(statistic(_whole), [.. _resamples.Select(statistic)]);

    /// <summary>Several statistics that are computed together.</summary>
    /// <param name="count">How many there are.</param>
    public ImmutableArray<StatisticDraws> Of(int count, Func<Resample, ImmutableArray<double?>> statistics)
    {
        var (whole, resampled) = (statistics(_whole), _resamples.Select(statistics).ToArray());
        return
        [
            .. Enumerable.Range(0, count).Select(number => new StatisticDraws(whole[number], [.. resampled.Select(one => one[number])])),
        ];
    }

    /// <summary>Value and interval of a statistic; null where the statistic of the study itself is undefined.</summary>
    public Estimate? Estimate(StatisticDraws draws)
    {
        if (draws.Value is not { } value)
            return null;
        var known = draws.Resampled.OfType<double>().Order().ToArray();
        if (known.Length == 0)
            return null;
        var tail = (1 - _confidence) / 2;
        return new Estimate(value, Quantile(known, tail), Quantile(known, 1 - tail));
    }

    public Estimate? Estimate(Func<Resample, double?> statistic) => Estimate(Of(statistic));

    /// <summary>Quantile by linear interpolation between the values whose numbers enclose <paramref name="share"/> of them.</summary>
    public static double Quantile(IReadOnlyList<double> ascending, double share)
    {
        var place = share * (ascending.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, ascending.Count - 1);
        return ascending[below] + ((place - below) * (ascending[above] - ascending[below]));
    }

    private static Resample Draw(ImmutableArray<ImmutableArray<double>> truth, int supernets, RandomStream random)
    {
        var architectures = Enumerable.Range(0, truth.Length).Select(_ => random.Next(truth.Length)).ToImmutableArray();
        return new Resample(
            architectures,
            [.. architectures.Select(drawn => truth[drawn].Select(_ => truth[drawn][random.Next(truth[drawn].Length)]).Average())],
            [.. Enumerable.Range(0, supernets).Select(_ => random.Next(supernets))]
        );
    }
}

/// <summary>A statistic of the study itself and of its resamples, in an order that all statistics share.</summary>
public sealed record StatisticDraws(double? Value, ImmutableArray<double?> Resampled)
{
    /// <summary>The paired difference.</summary>
    public StatisticDraws Minus(StatisticDraws other) =>
        new(Value - other.Value, [.. Resampled.Zip(other.Resampled, (left, right) => left - right)]);
}
