using Actors.Search.State.Events;

namespace Actors.Search.State;

/// <summary>The results that a search has to show for its work.</summary>
public static class Produce
{
    /// <summary>
    /// Whether the journal tells of a result, a checkpoint or a sample, or of an inheritance. A candidate that was given up is a result.
    /// Without any of these, nothing is lost with the journal but how the search began and what went wrong.
    /// </summary>
    public static bool IsIn(IEnumerable<ISearchEvent> journal) => journal.Any(IsProduce);

    /// <summary>Whether the state of a search tells of any of these.</summary>
    public static bool IsIn(SearchState state) =>
        state.Forked is not null || state.Status == SearchStatus.Completed || state.Phases.Any(IsIn);

    private static bool IsIn(PhaseState phase) =>
        phase switch
        {
            TrainingPhase training => training.Runs.Any(run =>
                run.Finished || run.Resets > 0 || run.Checkpoints.Length > 0 || run.Samples.Count > 0
            ),
            CandidatePhase candidates => candidates.Proposed > candidates.Open.Count || candidates.Open.Values.Any(open => open.HasScores),
            _ => true,
        };

    internal static bool IsProduce(ISearchEvent one) =>
        one
            is SearchForked
                or CheckpointRecorded
                or SamplePublished
                or TrainingCompleted
                or EvaluationRecorded
                or CandidateFailed
                or SearchCompleted;
}
