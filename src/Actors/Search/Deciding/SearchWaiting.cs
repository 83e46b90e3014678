using System.Collections.Immutable;
using Actors.Search.State;

namespace Actors.Search.Deciding;

/// <summary>Why a search has no more work for devices than it has.</summary>
public static class SearchWaiting
{
    /// <summary>
    /// The reason for which each phase that is under way waits; none where it waits for nothing but devices, or has ended.
    /// </summary>
    public static List<string> Reasons(SearchState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Status switch
        {
            SearchStatus.Suspended => ["it is suspended: resume it to go on"],
            SearchStatus.Running =>
            [
                .. state.Phases.Where(phase => !phase.Completed).SelectMany(phase => Reasons(phase, state)),
                .. Next(state),
            ],
            _ => [],
        };
    }

    private static IEnumerable<string> Reasons(PhaseState phase, SearchState state) =>
        (
            phase switch
            {
                TrainingPhase training => Reasons(training, state),
                CandidatePhase candidates => Reasons(candidates, state),
                _ => [],
            }
        ).Select(reason => $"{phase.Name}: {reason}");

    private static IEnumerable<string> Reasons(TrainingPhase phase, SearchState state) =>
        phase
            .Runs.Where(run => !run.Completed && run.Spec.From is { } from && state.Resolve(from) is null)
            .Select(run => $"{run.Spec.Name} waits for {run.Spec.From}");

    private static IEnumerable<string> Reasons(CandidatePhase phase, SearchState state)
    {
        ImmutableArray<WeightsRef> missing = [.. phase.Spec.Samples.Where(sample => !state.CanScore(sample))];
        if (missing is [var first, ..])
            yield return $"{missing.Length} of the {phase.Spec.Samples.Length} weights to score with are not there yet: first of all {first}";
        if (phase.Exhausted || phase.Proposed == phase.Spec.Budget)
            yield break;
        if (phase.Allows(phase.Proposed))
        {
            yield return "the strategy thinks, or waits for results, before it proposes more";
        }
        else if (phase.Early.Count > 0)
        {
            yield return $"the window of {phase.Spec.Window} is full: {phase.Early.Count} results wait for that of candidate {phase.Open.Keys.First()}, since results are observed in order";
        }
        else
        {
            yield return $"the window of {phase.Spec.Window} is full: {phase.Open.Count} candidates wait for their scores";
        }
    }

    private static IEnumerable<string> Next(SearchState state) =>
        state.Planned.FirstOrDefault(name => state.Phase(name) is null) is { } next ? [$"{next}: waits for the phases before it"] : [];
}
