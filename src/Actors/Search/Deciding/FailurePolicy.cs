using Actors.Dispatch;
using Actors.Search.State;
using Actors.Search.State.Events;

namespace Actors.Search.Deciding;

/// <summary>
/// Decides what follows from a try that ended without a result. A task with a failure held against it is tried on another device first,
/// where there is one. A candidate is given up after failures on two different devices, or after as many on one as its search allows; a
/// training run, without which nothing goes on, only after as many as that. NaN is a function of the inputs, unless the hardware is faulty:
/// one more try is enough to tell. A candidate that does not fit into memory is scored with minibatches half and a quarter as large before
/// that is held against it: in the history, since the score may depend on it. A training run's minibatches are never changed. Data that a
/// node cannot read are held against nothing but that node, and a device that is missing against nothing but that device; the search fails
/// when the dispatcher says that all have failed so. A process that was killed under a candidate is not held against the candidate, but
/// where a command or a plug-in of the user scores it, and as many in a row were killed, on machines that went on.
/// </summary>
public static class FailurePolicy
{
    private const int TriesOfNaN = 2,
        DevicesOfCandidate = 2,
        LargestDivisor = 4,
        KillsOfCandidate = 5;

    private static readonly string Killer =
        $"the device's process was killed {KillsOfCandidate} times in a row while it was evaluated: its evaluator kills it, as it seems";

    /// <summary>The dispatcher's word that no node can do the search's work.</summary>
    public static IReadOnlyList<ISearchEvent> OnHopeless(SearchState state, string reason, bool userMistake, long time) =>
        state.IsRunning ? [new SearchFailed(time, reason, userMistake)] : [];

    /// <summary>The events of one failed try; none where it is known already, or of a task that nobody waits for.</summary>
    /// <param name="divisor">Divisor of the minibatches that it was tried with; null: that is not known.</param>
    public static IReadOnlyList<ISearchEvent> OnFailure(SearchState state, AttemptFailed failed, int? divisor = null)
    {
        if (!state.IsRunning || !TaskName.TryParse(failed.Task, out var name))
            return [];
        if (name.Sample is { } sample)
        {
            if (state.Candidates(name.Phase) is not { } phase)
                return [];
            var waiting = name
                .Indices.Select(phase.Open.GetValueOrDefault)
                .OfType<OpenCandidate>()
                .Where(candidate => candidate.Lacks(sample))
                .ToList();
            if (waiting.Count == 0 || waiting.Exists(candidate => candidate.Attempts.Knows(failed.Token)))
                return [];
            // What a task did that is no longer the same says nothing of what it is now.
            if (divisor is { } tried && waiting.Exists(candidate => candidate.Divisors[sample] != tried))
                return [];
            if (divisor < LargestDivisor && name.Count == 1 && failed.Failure == TaskFailure.OutOfMemory)
            {
                return
                [
                    new BatchHalved(
                        failed.Time,
                        phase.Name,
                        name.Index,
                        sample,
                        Math.Max(1, divisor.Value) * 2,
                        failed.Device,
                        failed.Reason
                    ),
                ];
            }
            return [failed, .. name.Count > 1 && failed.Failure.IsHeld() ? [] : OnEvaluation(state, phase, waiting[0], sample, failed)];
        }
        return state.Run(failed.Task) is { Completed: false } run && !run.Attempts.Knows(failed.Token)
            ? [failed, .. OnTraining(state, ((TrainingPhase)state.Phase(name.Phase)!).Spec, run, failed)]
            : [];
    }

    private static IEnumerable<ISearchEvent> OnEvaluation(
        SearchState state,
        CandidatePhase phase,
        OpenCandidate candidate,
        int sample,
        AttemptFailed failed
    ) =>
        failed.Failure switch
        {
            TaskFailure.DamagedBlob => MakeAgain(state, phase.Spec.Samples[sample], failed),
            TaskFailure.DeviceKilled
                when phase.Spec.Samples[sample].IsNone && candidate.Attempts.Add(failed, inSet: false).Kills >= KillsOfCandidate =>
            [
                new CandidateFailed(failed.Time, phase.Name, candidate.Index, TaskFailure.DeviceKilled, Killer),
            ],
            var failure when failure.IsHeld() => IsGivenUp(candidate.Attempts.Add(failed, inSet: false), failure, phase.Spec.Attempts)
                ?
                [
                    new CandidateFailed(
                        failed.Time,
                        phase.Name,
                        candidate.Index,
                        failure,
                        phase.Failed > 0 ? failed.Reason : WithAdvice(failed)
                    ),
                ]
                : [],
            _ => [],
        };

    private static IEnumerable<ISearchEvent> OnTraining(SearchState state, TrainingSpec spec, RunState run, AttemptFailed failed) =>
        failed.Failure switch
        {
            // The device has tried every checkpoint. If the weights it starts from are the damaged ones, the next try will tell.
            TaskFailure.DamagedBlob when !run.Checkpoints.IsEmpty || run.Spec.From is null => [StartOver(state, run, null, failed)],
            TaskFailure.DamagedBlob => MakeAgain(state, run.Spec.From, failed),
            var failure when failure.IsHeld() => run.Attempts.Held + 1 < Limit(failure, spec.Attempts)
                ? []
                :
                [
                    new SearchFailed(
                        failed.Time,
                        $"{run.Spec.Name} failed {run.Attempts.Held + 1} times, the last time: {WithAdvice(failed)}"
                    ),
                ],
            _ => [],
        };

    /// <summary>The events of the dispatcher's word that the device was to blame; none where nothing is held against the task.</summary>
    public static IReadOnlyList<ISearchEvent> OnBlamed(SearchState state, DeviceBlamed blamed, long time)
    {
        if (!state.IsRunning || !TaskName.TryParse(blamed.TaskId, out var name) || name.Count > 1)
            return [];
        var attempts = name.Sample is null
            ? state.Run(blamed.TaskId)?.Attempts
            : state.Candidates(name.Phase)?.Open.GetValueOrDefault(name.Index)?.Attempts;
        return attempts?.HeldAt.TryGetValue(blamed.Place, out var tries) is true
            ? [new AttemptForgiven(time, blamed.TaskId, blamed.Place, tries, blamed.Reason)]
            : [];
    }

    /// <summary>Once in a phase, with its first candidate: a phase without any result gives that one's reason.</summary>
    private static string WithAdvice(AttemptFailed failed) =>
        failed.Failure == TaskFailure.NativeCrash ? $"{failed.Reason}. {NativeCrash.Advice}" : failed.Reason;

    private static bool IsGivenUp(AttemptCount attempts, TaskFailure last, int limit) =>
        attempts.HeldAt.Count >= DevicesOfCandidate || attempts.Held >= Limit(last, limit);

    private static int Limit(TaskFailure failure, int attempts) =>
        failure == TaskFailure.NotANumber ? Math.Min(TriesOfNaN, attempts) : attempts;

    private static IEnumerable<ISearchEvent> MakeAgain(SearchState state, WeightsRef lost, AttemptFailed failed) =>
        state.Resolve(lost) is null || state.Run(lost.Task) is not { } maker ? [] : [StartOver(state, maker, lost, failed)];

    /// <summary>
    /// The event that a run starts over. Its work is a function of the seed: made again, it is the same to the bit. A store that damages it
    /// every time is no use.
    /// </summary>
    internal static ISearchEvent StartOver(SearchState state, RunState run, WeightsRef? lost, AttemptFailed failed)
    {
        var limit = state.Phases.OfType<TrainingPhase>().Single(phase => phase.Runs.Contains(run)).Spec.Attempts;
        return run.Resets < limit
            ? new RunReset(failed.Time, run.Task, lost, failed.Reason)
            : new SearchFailed(
                failed.Time,
                $"{run.Spec.Name} had to start over {run.Resets} times, the last time because: {failed.Reason}"
            );
    }
}
