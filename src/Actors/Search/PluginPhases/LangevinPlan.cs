using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State;
using Nas.Model.Settings;

namespace Actors.Search.PluginPhases;

/// <summary>The rules that the methods share about scoring with posterior samples of shared weights.</summary>
internal static class LangevinPlan
{
    /// <summary>The chains; samples are dealt to them in turn.</summary>
    public static ImmutableArray<RunSpec> Runs(LangevinSettings langevin, WeightsRef from, string? architecture)
    {
        var chains = ChainsOf(langevin);
        return
        [
            .. Enumerable
                .Range(0, chains)
                .Select(chain =>
                {
                    var samples = (langevin.Samples - chain + chains - 1) / chains;
                    return new RunSpec(
                        $"chain-{chain}",
                        architecture,
                        null,
                        null,
                        from,
                        langevin.BurnIn + (langevin.Thinning * samples),
                        samples
                    );
                }),
        ];
    }

    /// <summary>The weights that candidates are scored with: the samples, or the supernet itself where there are none.</summary>
    public static ImmutableArray<WeightsRef> Samples(LangevinSettings langevin, string supernet, string samples)
    {
        if (langevin.Samples == 0)
            return [new WeightsRef(TaskName.OfRun(supernet, 0), null)];
        var chains = ChainsOf(langevin);
        return [.. Enumerable.Range(0, langevin.Samples).Select(k => new WeightsRef(TaskName.OfRun(samples, k % chains), k / chains))];
    }

    /// <summary>Whether there are samples to draw.</summary>
    public static bool CanDraw(LangevinSettings langevin) => langevin.Samples > 0;

    /// <summary>Whether candidates can be scored: from the first sample on, evaluators need not wait for the chains to end.</summary>
    public static bool CanScore(LangevinSettings langevin, SearchState state, string supernet, string samples) =>
        langevin.Samples == 0
            ? state.Phase(supernet) is { Completed: true }
            : state.Phase(samples) is TrainingPhase chains && chains.Runs.Any(run => !run.Samples.IsEmpty);

    private static int ChainsOf(LangevinSettings langevin) => Math.Min(langevin.Chains, langevin.Samples);
}
