using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model.Metrics;

namespace Seed.Results;

/// <summary>
/// The agreement between the samples of the shared weights about the order of the candidates. It needs no truth, so every search has it.
/// </summary>
/// <param name="Candidates">Those scored with every sample.</param>
/// <param name="Samples">Samples a candidate.</param>
/// <param name="HalvesTau">Kendall's tau-b between the mean scores of the even and of the odd samples.</param>
/// <param name="PairTau">Mean tau-b over all pairs of single samples.</param>
/// <param name="MeanStandardError">Mean over the candidates of the standard error of their score.</param>
/// <param name="ScoreDeviation">Standard deviation of the scores over the candidates.</param>
public sealed record ProxyQuality(
    int Candidates,
    int Samples,
    double? HalvesTau,
    double? PairTau,
    double? MeanStandardError,
    double? ScoreDeviation
)
{
    public static ProxyQuality Of(IEnumerable<CandidateView> candidates)
    {
        var scored = candidates.Where(candidate => candidate.Score is not null && !candidate.Scores.IsDefaultOrEmpty).ToArray();
        var samples = scored.Length == 0 ? 0 : scored.Max(candidate => candidate.Scores.Length);
        var whole = scored.Where(candidate => candidate.Scores.Length == samples).ToArray();
        var errors = whole.Select(candidate => candidate.StandardError).OfType<double>().ToArray();
        return new ProxyQuality(
            whole.Length,
            samples,
            samples < 2 ? null : RankCorrelation.KendallTauB(Half(whole, 0), Half(whole, 1)),
            PairMean(whole, samples),
            errors.Length == 0 ? null : errors.Average(),
            whole.Length < 2 ? null : Deviation([.. whole.Select(candidate => candidate.Score!.Value)])
        );
    }

    /// <summary>The mean score of each candidate's even (0) or odd (1) samples.</summary>
    public static ImmutableArray<double> Half(IEnumerable<CandidateView> candidates, int parity) =>
        [.. candidates.Select(candidate => candidate.Scores.Where((_, sample) => sample % 2 == parity).Average())];

    private static double? PairMean(CandidateView[] candidates, int samples)
    {
        if (samples < 2)
            return null;
        var columns = Enumerable
            .Range(0, samples)
            .Select(sample => candidates.Select(candidate => candidate.Scores[sample]).ToArray())
            .ToArray();
        var taus =
            from i in Enumerable.Range(0, samples)
            from j in Enumerable.Range(0, i)
            select RankCorrelation.KendallTauB(columns[i], columns[j]);
        var known = taus.OfType<double>().ToArray();
        return known.Length == 0 ? null : known.Average();
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
