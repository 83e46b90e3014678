using System.Collections.Immutable;

namespace Nas.Model.Metrics;

/// <summary>Knowledge about a racer's mean over all samples.</summary>
/// <param name="Level">Mean of the racer, made comparable with that of racers with more samples as far as the scores allow.</param>
/// <param name="Error">Standard error of the level; 0 once it has as many samples as there are, infinite where nothing tells.</param>
public readonly record struct RaceStanding(double Level, double Error);

/// <summary>
/// A race over posterior samples: a candidate that is surely behind after a few samples need not be scored with the others (racing: Maron
/// and Moore, 1994; with differences between racers on the same samples: Birattari et al., 2002). A score is taken for racer's level +
/// sample's effect + chance: all racers meet the same samples in the same order, so that a sample that is bad for all puts nobody behind.
/// Pure functions of the scores so far; each racer's are those of samples 0, 1, ....
/// </summary>
public static class SampleRace
{
    /// <summary>Weight of the variance of all racers, in samples, beside the few samples that one racer has of its own.</summary>
    private const double PooledWeight = 4;

    /// <summary>The racers that get another sample, in their order; none: the race is over.</summary>
    /// <param name="scores">Scores of each racer so far: finite numbers.</param>
    public static ImmutableArray<int> Next(IReadOnlyList<IReadOnlyList<double>> scores, RaceRule rule)
    {
        var standings = Standings(scores, rule.Samples);
        var begun = Enumerable.Range(0, scores.Count).Where(racer => scores[racer].Count > 0).ToArray();
        var last = begun.OrderByDescending(racer => standings[racer].Level).ThenBy(racer => racer).Skip(rule.Keep - 1).Take(1).ToArray();
        bool Behind(int racer) =>
            last is [var kept]
            && standings[kept].Level - standings[racer].Level
                > rule.Margin * Math.Sqrt(Square(standings[kept].Error) + Square(standings[racer].Error));
        return
        [
            .. Enumerable
                .Range(0, scores.Count)
                .Where(racer => scores[racer].Count < rule.Samples && (scores[racer].Count < rule.First || !Behind(racer))),
        ];
    }

    /// <summary>Runs a whole race, every racer that is not out being given one sample in turn.</summary>
    /// <param name="score">Gives the score of a racer with a sample.</param>
    /// <returns>Each racer's scores; together as many as were asked for.</returns>
    public static ImmutableArray<ImmutableArray<double>> Run(int racers, Func<int, int, double> score, RaceRule rule)
    {
        var scores = Enumerable.Repeat(ImmutableArray<double>.Empty, racers).ToArray();
        while (Next([.. scores.Select(own => (IReadOnlyList<double>)own)], rule) is { IsEmpty: false } next)
        {
            foreach (var racer in next)
                scores[racer] = scores[racer].Add(score(racer, scores[racer].Length));
        }
        return [.. scores];
    }

    /// <summary>Every racer's standing; one without scores has the least level there is.</summary>
    /// <param name="samples">Number of samples of a racer that is through (K).</param>
    public static ImmutableArray<RaceStanding> Standings(IReadOnlyList<IReadOnlyList<double>> scores, int samples)
    {
        var effects = Effects(scores);
        var usual = effects.Length == 0 ? 0 : effects.Average();
        var levels = scores
            .Select(own => own.Count == 0 ? double.NegativeInfinity : own.Select((score, k) => score - effects[k]).Average())
            .ToArray();
        var squares = scores.Select((own, racer) => own.Select((score, k) => Square(score - effects[k] - levels[racer])).Sum()).ToArray();
        // Each level and each effect but the first is fitted.
        var freedom = scores.Sum(own => Math.Max(0, own.Count - 1)) - Math.Max(0, effects.Length - 1);
        var pooled = freedom > 0 ? squares.Sum() / freedom : double.PositiveInfinity;
        return
        [
            .. scores.Select(
                (own, racer) =>
                {
                    if (own.Count == 0)
                        return new RaceStanding(double.NegativeInfinity, double.PositiveInfinity);
                    if (own.Count >= samples)
                        return new RaceStanding(levels[racer] + usual, 0);
                    var variance = ((PooledWeight * pooled) + squares[racer]) / (PooledWeight + own.Count - 1);
                    // Only the samples to come are unknown.
                    return new RaceStanding(levels[racer] + usual, Math.Sqrt(variance / own.Count * (1 - (own.Count / (double)samples))));
                }
            ),
        ];
    }

    /// <summary>
    /// The amount by which each sample's scores lie above those of the first, each estimated from the racers that have it and all before
    /// it.
    /// </summary>
    private static double[] Effects(IReadOnlyList<IReadOnlyList<double>> scores)
    {
        var effects = new double[scores.Count == 0 ? 0 : scores.Max(own => own.Count)];
        for (var k = 1; k < effects.Length; k++)
        {
            effects[k] = scores
                .Where(own => own.Count > k)
                .Average(own => own[k] - own.Take(k).Select((score, before) => score - effects[before]).Average());
        }
        return effects;
    }

    private static double Square(double value) => value * value;
}
