using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State;
using Actors.Search.State.Events;

namespace Actors.Search.Reading;

/// <summary>A candidate with all that its journal says of it.</summary>
/// <param name="Result">The candidate's result; null: it is open.</param>
/// <param name="BatchDivisors">Divisors by sample, where minibatches were smaller than the settings say; null: they never were.</param>
/// <param name="Trace">Times, devices and tries of the candidate.</param>
public sealed record RecordedCandidate(
    CandidateProposed Proposed,
    CandidateResult? Result,
    ImmutableArray<int>? BatchDivisors,
    HistoryTrace Trace
)
{
    /// <summary>Mean cross entropies by sample; empty while one is missing, and where there are none.</summary>
    public ImmutableArray<double> Losses { get; init; } = [];

    public CandidateView View =>
        Result?.View(Proposed.Phase)
        ?? new CandidateView(
            Proposed.Phase,
            Proposed.Index,
            Proposed.Architecture,
            Proposed.Madds,
            Proposed.Parameters,
            null,
            null,
            [],
            null
        );

    /// <param name="verbose">Whether to add the trace.</param>
    public HistoryEntry Entry(bool verbose) =>
        new("candidate")
        {
            Phase = Proposed.Phase,
            Index = Proposed.Index,
            Architecture = Proposed.Architecture,
            Madds = Proposed.Madds,
            Parameters = Proposed.Parameters,
            Origin = Proposed.Origin,
            Scores = Result is { Score: not null } scored ? scored.Scores : (ImmutableArray<double>?)null,
            Folds = Result is { Folds.IsDefaultOrEmpty: false } folded ? folded.Folds : null,
            BatchDivisors = BatchDivisors,
            Score = Result?.Score,
            StandardError = Result?.StandardError,
            Failure = Result is { Failure: not TaskFailure.None } failed ? failed.Failure.ToString() : null,
            Trace = verbose ? Trace : null,
        };
}
