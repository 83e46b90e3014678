using Nas.Model;
using Nas.Model.Data;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;

namespace Seed.SearchFiles.Checks;

internal static class StNasChecks
{
    public static StNasSettings Complete(StNasSettings settings, ProblemList problems)
    {
        CheckShared(settings, problems);
        TrainingChecks.Warmup("retrain", settings.Retrain, problems);
        if (settings.Baselines.ChainCandidates > 0 && settings.Space.Preset == MacroSpace.PresetName) problems.Add(
            "baselines.chain-candidates", $"must be 0, for every architecture of {MacroSpace.PresetName} is a chain; set baselines.chain-candidates = 0");
        return settings with
        {
            Strategy = settings.Strategy with { Options = StrategyChecks.Options("strategy", settings.Strategy, problems) },
            Phases = PhaseChecks.Complete(settings, settings, problems),
        };
    }

    /// <summary>What a fidelity study has as well.</summary>
    public static void CheckShared(StNasSettings settings, ProblemList problems)
    {
        RangeChecks.Check("constraint.madds", settings.Constraint.Madds, problems);
        TrainingChecks.Chains("langevin", settings.Langevin, problems);
        TrainingChecks.Warmup("supernet", settings.Supernet, problems);
        var space = FindSpace(settings.Space, problems);
        CheckData(settings, "data.name", settings.Data.Name, space, problems);
        if (settings.Data.Fallback is { } fallback) CheckData(settings, "data.fallback", fallback, space, problems);
    }

    private static IImageSpace? FindSpace(SpaceSettings space, ProblemList problems)
    {
        if (!SearchSpaces.Presets.Contains(space.Preset))
        {
            problems.AddUnknown("space.preset", "search space", space.Preset, SearchSpaces.Presets);
            return null;
        }
        try
        {
            return SearchSpaces.Open(space);
        }
        catch (UserException exception)
        {
            // The sentence begins with the key.
            var end = exception.Message.IndexOf(' ', StringComparison.Ordinal);
            problems.Add(exception.Message[..end], exception.Message[(end + 1)..].TrimEnd('.'));
            return null;
        }
    }

    /// <summary>The set is known, and its images and classes are what the space's networks take.</summary>
    private static void CheckData(StNasSettings settings, string key, string name, IImageSpace? space, ProblemList problems)
    {
        if (ClassifiedDataChecks.Find("data", key, name, settings.Data, problems) is not { } data || space is null) return;
        if (data.Classes is { } classes && classes != space.Classes)
        {
            problems.Add(
                key, $"{name} has {classes} classes, and the networks of {settings.Space.Preset} have {space.Classes} outputs; set space.classes = {classes}");
        }
        if (data.Shape is { } shape && (shape.Channels, shape.Height, shape.Width) != (space.Channels, space.Side, space.Side))
        {
            problems.Add(
                key, $"{name} has images of {shape.Channels} x {shape.Height} x {shape.Width}, and {settings.Space.Preset} takes {space.Channels} x {space.Side} x {space.Side}; choose a space or a set that fits");
        }
        if (data.Shape is null && settings.Data.Side is { } side && side != space.Side)
        {
            problems.Add(
                "data.side", $"is {side}, and {settings.Space.Preset} takes images of {space.Side} pixels a side; set data.side = {space.Side}");
        }
    }
}
