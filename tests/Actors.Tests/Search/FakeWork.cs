using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Actors.Dispatch;
using Actors.Search.State;
using Nas.Model.Settings;

namespace Actors.Tests.Search;

/// <summary>A device's report of a task: a pure function of the task, as real work is.</summary>
internal static class FakeWork
{
    /// <summary>All reports of the work on a task from its newest checkpoint on, in the order in which a device sends them.</summary>
    public static IReadOnlyList<ITaskReport> Reports(
        string search,
        DeviceTask task,
        Func<string, RunSpec> specOf,
        string device = "device-0"
    ) =>
        task.Kind == DeviceTaskKind.Evaluate
            ?
            [
                new EvaluationFinished(
                    search,
                    task.Id,
                    [.. task.Candidates.Select(candidate => Scored(task, candidate))],
                    device,
                    0.5,
                    task.BatchDivisor
                ),
            ]
            : [.. Trained(search, task, specOf(task.Id), device)];

    public static double Score(string candidate, string? weights) => (Number($"{candidate} {weights}") % 1000) / 1000.0;

    /// <summary>What a training of so many steps makes of an architecture, on validation images.</summary>
    public static double Trial(string architecture, int steps) => Number($"a trial of {architecture} {steps}") % 1009 / 1009.0;

    private static CandidateScore Scored(DeviceTask task, string candidate)
    {
        var score = Score(candidate, task.Weights);
        return new CandidateScore(
            score,
            1 - score,
            PhaseNames.IsComparison(task.Phase)
                ? [.. Enumerable.Range(0, 4).Select(fold => score + (0.02 * Score($"{candidate} {fold}", task.Weights)))]
                : default
        );
    }

    private static IEnumerable<ITaskReport> Trained(string search, DeviceTask task, RunSpec run, string device)
    {
        var identity = $"{task.Id} {task.Architecture} {task.Weights}";
        var newest = task.Checkpoints.IsEmpty
            ? 0
            : Enumerable.Range(1, run.Steps).SingleOrDefault(step => Blob($"{identity} checkpoint {step}") == task.Checkpoints[0]);
        for (var step = newest + 1; step <= run.Steps; step++)
        {
            // A chain's samples are due in its last steps, one every ten.
            var sample = run.Samples - 1 - ((run.Steps - step) / 10);
            if ((run.Steps - step) % 10 == 0 && sample >= 0)
            {
                yield return new SampleStored(search, task.Id, sample, step, Blob($"{identity} sample {sample}"));
            }
            if (step % task.CheckpointEvery == 0 && step < run.Steps)
            {
                yield return new CheckpointStored(search, task.Id, step, Blob($"{identity} checkpoint {step}"));
            }
        }
        var measures =
            task.Phase == PhaseNames.Retrain
                ? ImmutableSortedDictionary<string, double>.Empty.Add("test-accuracy", Number(identity) % 97 / 97.0)
            : run.Like == PhaseNames.Trial
                ? ImmutableSortedDictionary<string, double>.Empty.Add("validation-top1", Trial(task.Architecture!, run.Steps))
            : null;
        yield return new TrainingFinished(search, task.Id, Blob(identity), measures, device, 1.5);
    }

    private static string Blob(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static ulong Number(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
