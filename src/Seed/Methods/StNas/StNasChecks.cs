using Nas.Model.Methods.StNas;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using Nas.Model.Spaces.Topology;
using Seed.Hocon;
using Seed.Methods.Shared;

namespace Seed.Methods.StNas;

internal static class StNasChecks
{
    public static StNasSettings Complete(StNasSettings settings, ProblemList problems)
    {
        var (completed, space) = CheckShared(settings, problems);
        TrainingChecks.Warmup("retrain", settings.Retrain, problems);
        if (settings.Baselines.ChainCandidates > 0 && settings.Space.Preset == MacroSpace.PresetName)
            problems.Add(
                "baselines.chain-candidates",
                $"must be 0, for every architecture of {MacroSpace.PresetName} is a chain; set baselines.chain-candidates = 0"
            );
        if (space is not null)
            CheckBaselines(settings, space, problems);
        return settings with
        {
            Data = ClassifiedDataChecks.Complete("data", settings.Data, problems),
            Space = space is TopologySpace ? completed with { Sampling = completed.Sampling ?? SpaceSettings.ByTopology } : completed,
            Proxy = WithMetric(ProxyChecks.Complete(settings.Proxy, problems)),
            Finals = settings.Finals ?? new FinalsSettings(),
            Strategy = settings.Strategy with { Options = StrategyChecks.Options("strategy", settings.Strategy, problems) },
            Phases = PhaseChecks.Complete(settings, settings, problems),
        };
    }

    /// <summary>
    /// The cross entropy ranks better than accuracy: docs/results/macro-band. A proxy of somebody else's has a score of its own.
    /// </summary>
    private static ProxySettings WithMetric(ProxySettings proxy) =>
        proxy.Kind is null ? proxy with { Metric = proxy.Metric ?? ProxyMetric.Loss } : proxy;

    /// <summary>Checks that an ST-NAS search and a fidelity study share.</summary>
    /// <returns>The space's settings with every default of a plug-in's options, and the space; null where something is wrong with it, which
    /// is told.</returns>
    public static (SpaceSettings Completed, IImageSpace? Space) CheckShared(StNasSettings settings, ProblemList problems)
    {
        RangeChecks.Check("constraint.madds", settings.Constraint.Madds, problems);
        TrainingChecks.Chains("langevin", settings.Langevin, problems);
        TrainingChecks.Warmup("supernet", settings.Supernet, problems);
        var (completed, space) = ImageSpaceChecks.Complete(settings.Space, problems);
        if (settings.Supernet.ChainPaths > 0 && space is { ChainOnly: null })
            problems.Add(
                "supernet.chain-paths",
                $"must be 0, for every architecture of {space.Name} is a chain; set supernet.chain-paths = 0"
            );
        CheckData(settings, "data.name", settings.Data.Name, space, problems);
        if (settings.Data.Fallback is { } fallback)
            CheckData(settings, "data.fallback", fallback, space, problems);
        return (completed, space);
    }

    /// <summary>They are drawn among the architectures of the winner's Multiply-Adds, and which those are nobody knows yet.</summary>
    private static void CheckBaselines(StNasSettings settings, IImageSpace space, ProblemList problems)
    {
        var baselines = settings.Baselines;
        if (
            baselines is { Random: false, RandomSearch: false, ChainCandidates: 0 }
            || space.MAdds is not AdditiveCost cost
            || CountingLimit.AllowsAround(cost, baselines.Tolerance, space)
        )
            return;
        problems.Add(
            settings.Space.Plugin is null ? "space.preset" : "space.plugin",
            $"{settings.Space.Name} has architectures of too many different Multiply-Adds to count those of the winner's in reasonable memory, which its baselines need; "
                + "take widths that share larger factors, or set baselines.random = false and baselines.chain-candidates = 0"
        );
    }

    /// <summary>The set is known, and its images and classes are what the space's networks take.</summary>
    private static void CheckData(StNasSettings settings, string key, string name, IImageSpace? space, ProblemList problems)
    {
        if (ClassifiedDataChecks.Find("data", key, name, settings.Data, problems) is not { } data || space is null)
            return;
        if (data.Classes is { } classes && classes != space.Classes)
        {
            problems.Add(
                key,
                $"{name} has {classes} classes, and the networks of {settings.Space.Name} have {space.Classes} outputs; set space.classes = {classes}"
            );
        }
        if (data.Shape is { } shape && (shape.Channels, shape.Height, shape.Width) != (space.Channels, space.Side, space.Side))
        {
            problems.Add(
                key,
                $"{name} has images of {shape.Channels} x {shape.Height} x {shape.Width}, and {settings.Space.Name} takes {space.Channels} x {space.Side} x {space.Side}; choose a space or a set that fits"
            );
        }
        if (data.Shape is null && settings.Data.Side is { } side && side != space.Side)
        {
            problems.Add(
                "data.side",
                $"is {side}, and {settings.Space.Name} takes images of {space.Side} pixels a side; set data.side = {space.Side}"
            );
        }
    }
}
