using System.Collections.Immutable;

namespace Actors.Search.State;

/// <summary>
/// Do no harm: what a search starts from is kept unless what it found is better beyond chance. The difference of two scores is held against
/// its standard error over the images: both architectures were scored on the same ones, also without each of the same folds of them.
/// </summary>
public static class StartRule
{
    /// <summary>Standard errors that a difference by chance exceeds once in twenty times, on one side.</summary>
    public const double Margin = 1.64;

    /// <summary>
    /// The standard error of the difference of two scores, by the grouped jackknife (Quenouille; Tukey; see Kott, 2001): with K folds,
    /// differences d_k without fold k and their mean m, the root of (K - 1) / K times the sum of (d_k - m)^2.
    /// </summary>
    /// <returns>Null where there are no two folds that both have.</returns>
    public static double? StandardError(ImmutableArray<double> folds, ImmutableArray<double> others)
    {
        if (folds.IsDefault || others.IsDefault || folds.Length != others.Length || folds.Length < 2)
            return null;
        var differences = folds.Zip(others, (one, other) => one - other).ToArray();
        var mean = differences.Average();
        return Math.Sqrt(differences.Sum(one => (one - mean) * (one - mean)) * (differences.Length - 1) / differences.Length);
    }

    /// <summary>Whether a change is to replace what it started from. Where nothing tells the error, any gain does.</summary>
    /// <param name="difference">Score of the change less that of the start.</param>
    public static StartVerdict Judge(
        double difference,
        ImmutableArray<double> changed,
        ImmutableArray<double> start,
        double margin = Margin
    )
    {
        var error = StandardError(changed, start);
        return new StartVerdict(difference, error, difference > margin * (error ?? 0));
    }

    /// <summary>The best of a phase after one more result, whichever came first.</summary>
    /// <param name="best">The best before; null: nothing was scored.</param>
    internal static CandidateResult? Best(CandidateResult? best, CandidateResult result, double margin)
    {
        if (result.Score is not { } score)
            return best;
        if (best?.Score is not { } other)
            return result;
        var (start, change, difference) = best.Index == 0 ? (best, result, score - other) : (result, best, other - score);
        return Judge(difference, change.Folds, start.Folds, margin).Replaces ? change : start;
    }
}

/// <summary>A change held against what it started from.</summary>
/// <param name="Difference">Score of the change less that of the start.</param>
/// <param name="Error">Standard error of the difference over the images; null where nothing tells it.</param>
/// <param name="Replaces">Whether the change is better beyond chance, and so takes the place of the start.</param>
public readonly record struct StartVerdict(double Difference, double? Error, bool Replaces);
