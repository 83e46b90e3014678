using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.Events;
using ProtoBuf;

namespace Actors.Search;

/// <summary>A proposal whose result is not known yet.</summary>
/// <param name="Scores">By sample, as many as it is to be scored with; NaN where still missing.</param>
/// <param name="Divisors">By sample: how many times smaller than the settings say the minibatches are that it is scored with; 0: as they say.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record OpenCandidate(
    [property: ProtoMember(1)] int Index,
    [property: ProtoMember(2)] string Architecture,
    [property: ProtoMember(3)] long Madds,
    [property: ProtoMember(4)] long Parameters,
    [property: ProtoMember(5)] ImmutableArray<double> Scores,
    [property: ProtoMember(6)] ImmutableArray<int> Divisors,
    [property: ProtoMember(7)] AttemptCount Attempts,
    [property: ProtoMember(8)] bool IsPartial = false)
{
    public static OpenCandidate Of(CandidateProposed proposed, CandidateSpec spec)
    {
        var samples = proposed.Samples ?? spec.Samples.Length;
        var known = proposed.Known.IsDefault ? [] : proposed.Known;
        return new(
            proposed.Index, proposed.Architecture, proposed.Madds, proposed.Parameters,
            [.. known, .. Enumerable.Repeat(double.NaN, samples - known.Length)], [.. Enumerable.Repeat(0, samples)], AttemptCount.None, proposed.IsPartial);
    }

    /// <summary>True for a sample that is there and has no score yet.</summary>
    public bool Lacks(int sample) => sample >= 0 && sample < Scores.Length && double.IsNaN(Scores[sample]);

    public OpenCandidate Apply(EvaluationRecorded recorded) =>
        Lacks(recorded.Sample) ? this with { Scores = Scores.SetItem(recorded.Sample, recorded.Score), Attempts = Attempts with { Kills = 0 } } : this;

    public OpenCandidate Apply(BatchHalved halved) =>
        Lacks(halved.Sample) ? this with { Divisors = Divisors.SetItem(halved.Sample, halved.Divisor) } : this;

    /// <summary>The result, once the score of every sample is there.</summary>
    public CandidateResult? Scored => Scores.Any(double.IsNaN) ? null
        : new(Index, Architecture, Madds, Parameters, Scores, TaskFailure.None, null, IsPartial) { BatchDivisor = Divisors.Max() };

    public CandidateResult Failed(CandidateFailed failed) => new(Index, Architecture, Madds, Parameters, [], failed.Failure, failed.Reason, IsPartial);
}

/// <summary>A proposal with its result: the scores of all samples, or why it was given up.</summary>
/// <param name="Scores">By sample; empty where it failed.</param>
/// <param name="Failure">None where it was scored.</param>
/// <param name="IsPartial">Something is left to decide, or samples are left out: its score guides the strategy, but it is no result.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record CandidateResult(
    [property: ProtoMember(1)] int Index,
    [property: ProtoMember(2)] string Architecture,
    [property: ProtoMember(3)] long Madds,
    [property: ProtoMember(4)] long Parameters,
    [property: ProtoMember(5)] ImmutableArray<double> Scores,
    [property: ProtoMember(6)] TaskFailure Failure,
    [property: ProtoMember(7)] string? Reason,
    [property: ProtoMember(8)] bool IsPartial = false)
{
    /// <summary>The greatest by which minibatches were smaller than the settings say, for want of memory; 0: none were.</summary>
    [ProtoMember(9)]
    public int BatchDivisor { get; init; }

    /// <summary>Mean over the samples; null where the candidate failed.</summary>
    [ProtoMember(10)]
    public double? Score { get; private init; } = Scores.IsEmpty ? null : Statistics.Mean(Scores);

    public double? StandardError => Statistics.StandardError(Scores);

    /// <summary>The better comes first: greater score, then fewer Multiply-Adds, then the earlier proposal.</summary>
    public bool IsBetterThan(CandidateResult? other)
    {
        if (IsPartial || Score is not { } mine) return false;
        if (other?.Score is not { } theirs || mine > theirs) return true;
        return mine == theirs && (Madds, Index).CompareTo((other.Madds, other.Index)) < 0;
    }

    public CandidateView View(string phase) =>
        new(phase, Index, Architecture, Madds, Parameters, Score, StandardError, Scores, Reason) { BatchDivisor = BatchDivisor };
}

internal static class Statistics
{
    /// <summary>Summed in the order of the samples, so that it does not depend on who was fast.</summary>
    public static double Mean(ImmutableArray<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    /// <summary>Of the mean: the sample standard deviation over sqrt(K); null for K &lt; 2.</summary>
    public static double? StandardError(ImmutableArray<double> values)
    {
        if (values.Length < 2) return null;
        var mean = Mean(values);
        var squares = 0.0;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1) / values.Length);
    }
}

/// <summary>The candidates that no other dominates: score up, Multiply-Adds down. Does not depend on the order in which they came.</summary>
public static class ParetoFront
{
    /// <param name="front">Ordered by Multiply-Adds, and so by score.</param>
    public static ImmutableArray<CandidateResult> Add(ImmutableArray<CandidateResult> front, CandidateResult candidate)
    {
        if (candidate.IsPartial || candidate.Score is null || front.Any(member => Covers(member, candidate))) return front;
        return [.. front.Where(member => !Covers(candidate, member)).Append(candidate).OrderBy(member => member.Madds)];
    }

    /// <summary>At least as good in both; of two alike the earlier stays.</summary>
    private static bool Covers(CandidateResult a, CandidateResult b)
    {
        if (a.Score < b.Score || a.Madds > b.Madds) return false;
        return a.Score > b.Score || a.Madds < b.Madds || a.Index <= b.Index;
    }
}
