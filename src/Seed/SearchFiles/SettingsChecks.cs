using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Data;
using Nas.Model.Settings;
using Nas.Model.Spaces.Topology;

namespace Seed.SearchFiles;

/// <summary>What no single value shows: names that must be known, and settings that must fit together.</summary>
public static class SettingsChecks
{
    /// <returns>The settings with the strategy's defaults filled in as well.</returns>
    public static SearchSettings Complete(SearchSettings settings, ProblemList problems) => settings switch
    {
        StNasSettings stNas => Complete(stNas, problems),
        _ => settings,
    };

    private static StNasSettings Complete(StNasSettings settings, ProblemList problems)
    {
        CheckConstraint(settings.Constraint, problems);
        CheckChains(settings.Langevin, problems);
        CheckWarmup("supernet", settings.Supernet.WarmupSteps, settings.Supernet.Steps, problems);
        CheckWarmup("retrain", settings.Retrain.WarmupSteps, settings.Retrain.Steps, problems);
        var space = FindSpace(settings.Space, problems);
        CheckData(settings, "data.name", settings.Data.Name, space, problems);
        if (settings.Data.Fallback is { } fallback) CheckData(settings, "data.fallback", fallback, space, problems);
        return settings with { Strategy = settings.Strategy with { Options = StrategyOptions(settings.Strategy, problems) } };
    }

    private static void CheckConstraint(ConstraintSettings constraint, ProblemList problems)
    {
        if (constraint.Madds is not [var min, var max]) return;
        if (min < 0) problems.Add("constraint.madds", $"must not be negative, but begins at {min}");
        if (min <= max) return;
        var (less, more) = (ScaledNumber.Format(max), ScaledNumber.Format(min));
        problems.Add("constraint.madds", $"is empty, for {more} is more than {less}; write [{less}, {more}]");
    }

    private static void CheckChains(LangevinSettings langevin, ProblemList problems)
    {
        if (langevin.Samples > 0 && langevin.Chains > langevin.Samples)
        {
            problems.Add(
                "langevin.chains", $"must not exceed langevin.samples ({langevin.Samples}), but is {langevin.Chains}: a chain would have no sample to draw");
        }
    }

    private static void CheckWarmup(string section, int warmup, int steps, ProblemList problems)
    {
        if (warmup > steps) problems.Add($"{section}.warmup-steps", $"must not exceed {section}.steps ({steps}), but is {warmup}; lower it");
    }

    private static TopologySpec? FindSpace(SpaceSettings space, ProblemList problems)
    {
        var spec = TopologyPresets.All.FirstOrDefault(spec => spec.Name == space.Preset);
        if (spec is null) problems.Add("space.preset", Unknown("search space", space.Preset, TopologyPresets.All.Select(known => known.Name)));
        return spec is not null && space.Classes is { } classes ? spec with { Classes = classes } : spec;
    }

    /// <summary>The set is known, and its images and classes are what the space's networks take.</summary>
    private static void CheckData(StNasSettings settings, string key, string name, TopologySpec? space, ProblemList problems)
    {
        if (KnownSet.All.FirstOrDefault(set => set.Name == name) is not { } data)
        {
            problems.Add(key, Unknown("data set", name, KnownSet.All.Select(set => set.Name)));
            return;
        }
        if (name == KnownSet.ImageFolder && settings.Data.Root is null) problems.Add(
            "data.root", "is missing; image-folder needs the folder of your images");
        if (data.TrainImages is { } train && settings.Data.Validation >= train)
        {
            problems.Add("data.validation", $"must leave images to train on, but {name} has {train} in all; lower it");
        }
        if (space is null) return;
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

    private static JsonObject StrategyOptions(StrategySettings strategy, ProblemList problems)
    {
        var names = StrategyCatalog.Standard.Kinds.Select(kind => kind.Name).ToArray();
        if (!names.Contains(strategy.Name))
        {
            problems.Add("strategy.name", Unknown("strategy", strategy.Name, names));
            return strategy.Options;
        }
        try
        {
            var options = StrategyCatalog.Standard.ReadOptions(strategy.Name, strategy.Options);
            return JsonSerializer.SerializeToNode(options, options.GetType(), SettingsJson.Options)!.AsObject();
        }
        catch (UserException exception)
        {
            // The sentence begins with the option's key.
            var (key, what) = exception.Message.IndexOf(' ', StringComparison.Ordinal) is var end && end > 0
                ? (exception.Message[..end].TrimEnd(':'), exception.Message[(end + 1)..])
                : ("strategy.options", exception.Message);
            problems.Add(key, what.TrimEnd('.'));
            return strategy.Options;
        }
    }

    private static string Unknown(string what, string name, IEnumerable<string> known)
    {
        var all = known.ToArray();
        var remedy = Spelling.Nearest(name, all) is { } near ? $"did you mean {near}?" : $"known: {string.Join(", ", all)}";
        return $"there is no {what} \"{name}\"; {remedy}";
    }
}
