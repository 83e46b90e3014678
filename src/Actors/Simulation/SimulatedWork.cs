using System.Collections.Immutable;
using System.Globalization;
using Actors.Dispatch;
using Actors.Search.Methods;
using Actors.Search.State;
using Nas.Model.Settings;

namespace Actors.Simulation;

/// <summary>A training run as a device meets it.</summary>
/// <param name="Samples">The steps that draw a sample, by its number.</param>
internal sealed record SimulatedRun(string Identity, int From, int Steps, int CheckpointEvery, ImmutableArray<int> Samples)
{
    /// <summary>The next step after which something is to be told.</summary>
    public int Next(int step) =>
        Samples.Where(sample => sample > step).Append(Steps).Append((step / CheckpointEvery * CheckpointEvery) + CheckpointEvery).Min();

    public string Checkpoint(int step) => string.Create(CultureInfo.InvariantCulture, $"{Identity}-checkpoint-{step}");

    public string Sample(int number) => string.Create(CultureInfo.InvariantCulture, $"{Identity}-sample-{number}");

    public string Weights => $"{Identity}-weights";
}

/// <summary>
/// The results of device work. Scores, weights and what candidates do to devices are pure functions of the task, as of real work; only how
/// long it takes is luck.
/// </summary>
internal sealed class SimulatedWork(SearchSettings settings, FaultRates faults)
{
    private static readonly ImmutableArray<string> Names = ["simulated", "validation-ap", "validation-ap50", "validation-top1"];

    /// <param name="divisor">Divisor of the minibatches: smaller ones give another score.</param>
    public double Score(string? weights, string candidate, int divisor) =>
        Hash.Fraction(divisor == 0 ? $"{candidate} {weights} {settings.Seed}" : $"{candidate} {weights} {settings.Seed} / {divisor}");

    /// <summary>
    /// The failure that the candidate causes on any device that tries it. Half of those that do not fit into memory do with smaller
    /// minibatches.
    /// </summary>
    public TaskFailure Fate(string candidate, int divisor)
    {
        var fraction = Hash.Fraction($"fate {candidate}");
        return fraction < faults.OutOfMemory
                ? (fraction < faults.OutOfMemory / 2 && divisor > 1 ? TaskFailure.None : TaskFailure.OutOfMemory)
            : fraction < faults.OutOfMemory + faults.NativeCrash ? TaskFailure.NativeCrash
            : TaskFailure.None;
    }

    /// <summary>The run that the task goes on with; null where no checkpoint that it names is one of this run.</summary>
    public SimulatedRun? Open(DeviceTask task, RunSpec spec)
    {
        var identity = Hash.Of($"{task.Phase}/{task.Run} {task.Architecture} {task.Weights} {settings.Seed}")
            .ToString("x16", CultureInfo.InvariantCulture);
        var thinning = SearchMethods.Of(settings).ChainOf(settings, task.Like ?? task.Phase)?.Thinning ?? 0;
        var samples = Enumerable.Range(0, spec.Samples).Select(number => spec.Steps - (thinning * (spec.Samples - 1 - number)));
        var run = new SimulatedRun(identity, 0, spec.Steps, task.CheckpointEvery, [.. samples]);
        if (task.Checkpoints.IsDefaultOrEmpty)
            return run;
        var prefix = $"{identity}-checkpoint-";
        foreach (var checkpoint in task.Checkpoints)
        {
            if (!checkpoint.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            return run with { From = int.Parse(checkpoint.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture) };
        }
        return null;
    }

    /// <summary>Measures by every name that the phases of plug-ins look for.</summary>
    public ImmutableSortedDictionary<string, double> Measures(SimulatedRun run) =>
        Names.ToImmutableSortedDictionary(name => name, _ => Hash.Fraction(run.Weights));
}
