using Actors.Search.Planning;
using Actors.Search.State;

namespace Actors.Search.Deciding;

/// <summary>
/// Finds out whether a search waits for nothing but itself: no device has anything to do for it, no phase can begin, and no strategy is
/// thinking. Nothing would ever change that, so the search says it instead.
/// </summary>
public static class SearchStandstill
{
    /// <param name="waits">
    /// Tells whether the phase's strategy has said that it needs more results than there are for its next proposal.
    /// </param>
    /// <returns>The reason, which names what everything waits for; null: something can still move, or the search has ended.</returns>
    public static string? Reason(SearchState state, SearchPlan plan, Func<CandidatePhase, bool> waits)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.IsRunning || SearchTasks.Outstanding(state).Any())
            return null;
        var next = SearchDecisions.Next(state, plan);
        if (next is not null && next.Start(state) is not PhaseStart.Later)
            return null;
        var phases = state.Phases.Where(phase => !phase.Completed).ToList();
        if (phases.OfType<CandidatePhase>().Any(phase => phase.Allows(phase.Proposed) && !waits(phase)))
            return null;
        if (next is null && phases.Count == 0)
            return null;
        var strategies = phases
            .OfType<CandidatePhase>()
            .Where(phase => phase.Allows(phase.Proposed))
            .Select(phase =>
                $"{phase.Name}: the strategy '{phase.Spec.Strategy}' waits for a result before proposal {phase.Proposed}, and none of the {phase.Open.Count} candidates without one is being scored"
            )
            .ToList();
        return $"The search stands still, for each part of it waits for another: {string.Join("; ", strategies.Count > 0 ? strategies : SearchWaiting.Reasons(state))}.";
    }
}
