using System.Collections.Immutable;
using Actors.Dispatch;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>A proposal with its result: the scores of all samples, or why it was given up.</summary>
/// <param name="Scores">Scores by sample; empty where it failed.</param>
/// <param name="Failure">Kind of the failure; None where it was scored.</param>
/// <param name="IsPartial">Something is left to decide, or samples are left out: its score guides the strategy, but it is no
/// result.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record CandidateResult(
    [property: ProtoMember(1)] int Index,
    [property: ProtoMember(2)] string Architecture,
    [property: ProtoMember(3)] long Madds,
    [property: ProtoMember(4)] long Parameters,
    [property: ProtoMember(5)] ImmutableArray<double> Scores,
    [property: ProtoMember(6)] TaskFailure Failure,
    [property: ProtoMember(7)] string? Reason,
    [property: ProtoMember(8)] bool IsPartial = false
)
{
    /// <summary>
    /// The greatest divisor of its minibatches, which were so many times smaller than the settings say because memory was short; 0: none
    /// were.
    /// </summary>
    [ProtoMember(9)]
    public int BatchDivisor { get; init; }

    /// <summary>Scores on the images without those of each fold, means over the samples; none where they were not asked for.</summary>
    [ProtoMember(11)]
    public ImmutableArray<double> Folds { get; init; } = [];

    /// <summary>Mean over the samples; null where the candidate failed.</summary>
    [ProtoMember(10)]
    public double? Score { get; private init; } = Scores.IsEmpty ? null : Statistics.Mean(Scores);

    public double? StandardError => Statistics.StandardError(Scores);

    /// <summary>The better comes first: greater score, then fewer Multiply-Adds, then the earlier proposal.</summary>
    public bool IsBetterThan(CandidateResult? other)
    {
        if (IsPartial || Score is not { } mine)
            return false;
        if (other?.Score is not { } theirs || mine > theirs)
            return true;
        return mine == theirs && (Madds, Index).CompareTo((other.Madds, other.Index)) < 0;
    }
}
