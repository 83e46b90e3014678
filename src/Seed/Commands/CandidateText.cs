using System.Globalization;
using Actors.Search;
using Seed.SearchFiles;

namespace Seed.Commands;

/// <summary>A candidate in words.</summary>
internal static class CandidateText
{
    public static string Of(CandidateView candidate) =>
        $"candidate {candidate.Index}, score {Score(candidate)}, {ScaledNumber.Round(candidate.Madds)} MAdds, {ScaledNumber.Round(candidate.Parameters)} parameters"
        + (candidate.BatchDivisor > 0 ? $", scored with minibatches 1/{candidate.BatchDivisor} as large, for want of memory" : "");

    public static string Score(CandidateView candidate) => candidate.Score is not { } score ? "-"
        : score.ToString("0.0000", CultureInfo.InvariantCulture)
            + (candidate.StandardError is { } error ? " ± " + error.ToString("0.0000", CultureInfo.InvariantCulture) : "");
}
