using System.Globalization;
using Actors.Search.Reading;
using Seed.Output;

namespace Seed.Commands;

/// <summary>A candidate in words.</summary>
internal static class CandidateText
{
    /// <param name="unit">Unit of the candidate's cost; null: it has none.</param>
    public static string Of(CandidateView candidate, string? unit) =>
        $"candidate {candidate.Index}, score {Score(candidate)}"
        + (unit is null ? "" : $", {ScaledNumber.Round(candidate.Madds)} {unit}, {ScaledNumber.Round(candidate.Parameters)} parameters")
        + (candidate.BatchDivisor > 0 ? $", scored with minibatches 1/{candidate.BatchDivisor} as large, for want of memory" : "");

    public static string Score(CandidateView candidate) =>
        candidate.Score is not { } score
            ? "-"
            : score.ToString("0.0000", CultureInfo.InvariantCulture)
                + (candidate.StandardError is { } error ? " ± " + error.ToString("0.0000", CultureInfo.InvariantCulture) : "");
}
