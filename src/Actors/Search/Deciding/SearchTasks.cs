using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State;

namespace Actors.Search.Deciding;

/// <summary>A blob that a search needs.</summary>
/// <param name="What">The blob's role in the search, in words.</param>
public sealed record ReferencedBlob(string Search, string Id, string What);

/// <summary>The work of devices for a search, as a function of its state: after a restart it is computed and submitted again.</summary>
public static class SearchTasks
{
    /// <summary>The tasks that lead on from here, in the order in which they are wanted; none where the search is not running.</summary>
    public static IEnumerable<DeviceTask> Outstanding(SearchState state) =>
        state.IsRunning
            ? state.Phases.SelectMany(phase =>
                phase switch
                {
                    TrainingPhase training => Of(training, state),
                    CandidatePhase candidates => Of(candidates, state),
                    _ => [],
                }
            )
            : [];

    /// <summary>The blobs that are still needed: whatever else the search has stored may be deleted.</summary>
    public static ImmutableHashSet<string> ReferencedBlobs(SearchState state) => [.. Blobs(state).Select(blob => blob.Id)];

    /// <summary>The same, with what each is.</summary>
    public static IEnumerable<ReferencedBlob> Blobs(SearchState state)
    {
        ReferencedBlob Of(string id, string what) => new(state.Id, id, what);
        return
        [
            Of(state.SettingsBlob, "settings"),
            .. state
                .Phases.Where(phase => state.IsInherited(phase.Name))
                .Select(phase => state.SettingsBlobOf(phase.Name))
                .Distinct()
                .Select(id => Of(id, "settings that it inherited")),
            .. state
                .Phases.OfType<TrainingPhase>()
                .SelectMany(phase => phase.Runs)
                .SelectMany(run =>
                    run.Checkpoints.Select(checkpoint => Of(checkpoint.Blob, $"a checkpoint of {run.Task}"))
                        .Concat(run.Samples.Select(sample => Of(sample.Value, $"sample {sample.Key} of {run.Task}")))
                        .Concat(run.Weights is { } weights ? [Of(weights, $"weights of {run.Task}")] : [])
                ),
        ];
    }

    private static IEnumerable<DeviceTask> Of(TrainingPhase phase, SearchState state)
    {
        for (var number = 0; number < phase.Runs.Length; number++)
        {
            var run = phase.Runs[number];
            var weights = run.Spec.From is { } from ? state.Resolve(from) : null;
            if (run.Completed || (run.Spec.From is not null && weights is null))
                continue;
            yield return new DeviceTask(
                run.Task,
                DeviceTaskKind.Train,
                state.SettingsBlobOf(phase.Name),
                phase.Name,
                number,
                run.Spec.Architecture,
                weights,
                [.. run.Checkpoints.Select(checkpoint => checkpoint.Blob)],
                phase.Spec.CheckpointEvery,
                phase.Spec.Priority,
                default,
                run.Attempts.FailedOn,
                Like: run.Spec.Like,
                Within: run.Spec.Within,
                Steps: run.Spec.Like is null ? null : run.Spec.Steps,
                Draw: run.Spec.Draw
            );
        }
    }

    private static IEnumerable<DeviceTask> Of(CandidatePhase phase, SearchState state)
    {
        if (phase.Open.IsEmpty)
            yield break;
        var samples = phase.Spec.Samples.Select(state.Resolve).ToArray();
        foreach (var set in CandidateSet.Offered(phase))
        {
            for (var sample = 0; sample < samples.Length; sample++)
            {
                if (!state.CanScore(phase.Spec.Samples[sample]))
                    continue;
                var lacking = Enumerable
                    .Range(set.First, set.Count)
                    .Select(phase.Open.GetValueOrDefault)
                    .OfType<OpenCandidate>()
                    .Where(candidate => candidate.Lacks(sample))
                    .ToArray();
                // A set that is no longer whole, or failed, is scored one by one.
                OpenCandidate[][] tasks =
                    lacking.Length == set.Count
                    && !Array.Exists(
                        lacking,
                        candidate => candidate.Attempts.Alone || candidate.Attempts.Held > 0 || candidate.Divisors[sample] > 0
                    )
                        ? [lacking]
                        : [.. lacking.Select(candidate => new[] { candidate })];
                foreach (var task in tasks)
                {
                    yield return new DeviceTask(
                        new TaskName(phase.Name, task[0].Index, sample, task.Length).ToString(),
                        DeviceTaskKind.Evaluate,
                        state.SettingsBlob,
                        phase.Name,
                        0,
                        null,
                        samples[sample],
                        [],
                        0,
                        phase.Spec.Priority,
                        [.. task.Select(candidate => candidate.Architecture)],
                        FailedOn(task),
                        task[0].Divisors[sample],
                        phase.Spec.Samples[sample].IsNone || phase.Spec.FirstSample > 0 ? phase.Spec.NumberOf(sample) : null,
                        phase.Spec.Like
                    );
                }
            }
        }
    }

    /// <summary>The places where any of a set failed. Asked of every task again and again: hardly any has failed.</summary>
    private static ImmutableArray<string> FailedOn(OpenCandidate[] set) =>
        set.Length == 1 ? set[0].Attempts.FailedOn
        : Array.TrueForAll(set, candidate => candidate.Attempts.FailedOn.IsEmpty) ? []
        : [.. set.SelectMany(candidate => candidate.Attempts.FailedOn).Distinct()];
}
