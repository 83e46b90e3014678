using System.Collections.Immutable;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>
/// The candidates that no other dominates: score up, Multiply-Adds down. Does not depend on the order in which they came.
/// </summary>
public static class ParetoFront
{
    /// <param name="front">Ordered by Multiply-Adds, and so by score.</param>
    public static ImmutableArray<CandidateResult> Add(ImmutableArray<CandidateResult> front, CandidateResult candidate)
    {
        if (candidate.IsPartial || candidate.Score is null || front.Any(member => Covers(member, candidate)))
            return front;
        return [.. front.Where(member => !Covers(candidate, member)).Append(candidate).OrderBy(member => member.Madds)];
    }

    /// <summary>Whether one result is at least as good as another in both; of two equal ones the earlier stays.</summary>
    private static bool Covers(CandidateResult a, CandidateResult b)
    {
        if (a.Score < b.Score || a.Madds > b.Madds)
            return false;
        return a.Score > b.Score || a.Madds < b.Madds || a.Index <= b.Index;
    }
}
