using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State.Events;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>A proposal whose result is not known yet.</summary>
/// <param name="Scores">Scores by sample, as many as it is to be scored with; NaN where still missing.</param>
/// <param name="Divisors">
/// Divisors by sample: the minibatches that it is scored with are so many times smaller than the settings say; 0: as they say.
/// </param>
[ProtoContract(SkipConstructor = true)]
public sealed record OpenCandidate(
    [property: ProtoMember(1)] int Index,
    [property: ProtoMember(2)] string Architecture,
    [property: ProtoMember(3)] long Madds,
    [property: ProtoMember(4)] long Parameters,
    [property: ProtoMember(5)] ImmutableArray<double> Scores,
    [property: ProtoMember(6)] ImmutableArray<int> Divisors,
    [property: ProtoMember(7)] AttemptCount Attempts,
    [property: ProtoMember(8)] bool IsPartial = false
)
{
    /// <summary>
    /// Scores without each fold, those of the first sample first, NaN where still missing; none where no sample came with any.
    /// </summary>
    [ProtoMember(9)]
    public ImmutableArray<double> Folds { get; init; } = [];

    public static OpenCandidate Of(CandidateProposed proposed, CandidateSpec spec)
    {
        var samples = proposed.Samples ?? spec.Samples.Length;
        var known = proposed.Known.IsDefault ? [] : proposed.Known;
        return new(
            proposed.Index,
            proposed.Architecture,
            proposed.Madds,
            proposed.Parameters,
            [.. known, .. Enumerable.Repeat(double.NaN, samples - known.Length)],
            [.. Enumerable.Repeat(0, samples)],
            AttemptCount.None,
            proposed.IsPartial
        );
    }

    /// <summary>Whether a sample is there and has no score yet.</summary>
    public bool Lacks(int sample) => sample >= 0 && sample < Scores.Length && double.IsNaN(Scores[sample]);

    public bool HasScores => !Scores.All(double.IsNaN);

    public OpenCandidate Apply(EvaluationRecorded recorded) =>
        Lacks(recorded.Sample)
            ? this with
            {
                Scores = Scores.SetItem(recorded.Sample, recorded.Score),
                Folds = WithFolds(recorded),
                Attempts = Attempts with { Kills = 0 },
            }
            : this;

    public OpenCandidate Apply(BatchHalved halved) =>
        Lacks(halved.Sample) ? this with { Divisors = Divisors.SetItem(halved.Sample, halved.Divisor) } : this;

    /// <summary>The result, once the score of every sample is there.</summary>
    public CandidateResult? Scored =>
        Scores.Any(double.IsNaN)
            ? null
            : new(Index, Architecture, Madds, Parameters, Scores, TaskFailure.None, null, IsPartial)
            {
                BatchDivisor = Divisors.Max(),
                Folds = MeanFolds(),
            };

    private ImmutableArray<double> WithFolds(EvaluationRecorded recorded)
    {
        if (recorded.Folds.IsDefaultOrEmpty)
            return Folds;
        var count = recorded.Folds.Length;
        double[] folds = Folds.IsDefaultOrEmpty ? [.. Enumerable.Repeat(double.NaN, count * Scores.Length)] : [.. Folds];
        if (folds.Length == count * Scores.Length)
            recorded.Folds.CopyTo(folds, recorded.Sample * count);
        return [.. folds];
    }

    /// <summary>Means over the samples; none where a sample came without.</summary>
    private ImmutableArray<double> MeanFolds()
    {
        if (Folds.IsDefaultOrEmpty || Folds.Any(double.IsNaN))
            return [];
        var count = Folds.Length / Scores.Length;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(fold => Statistics.Mean([.. Scores.Select((_, sample) => Folds[(sample * count) + fold])])),
        ];
    }

    public CandidateResult Failed(CandidateFailed failed) =>
        new(Index, Architecture, Madds, Parameters, [], failed.Failure, failed.Reason, IsPartial);
}
