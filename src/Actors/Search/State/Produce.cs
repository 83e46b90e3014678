using Actors.Search.State.Events;

namespace Actors.Search.State;

/// <summary>The results that a search has to show for its work.</summary>
public static class Produce
{
    /// <summary>
    /// Whether the journal tells of a result, a checkpoint or a sample, or of an inheritance. A candidate that was given up is a result.
    /// Without any of these, nothing is lost with the journal but how the search began and what went wrong.
    /// </summary>
    public static bool IsIn(IEnumerable<ISearchEvent> journal) =>
        journal.Any(one =>
            one
                is SearchForked
                    or CheckpointRecorded
                    or SamplePublished
                    or TrainingCompleted
                    or EvaluationRecorded
                    or CandidateFailed
                    or SearchCompleted
        );
}
