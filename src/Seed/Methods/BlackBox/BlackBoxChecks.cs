using System.Collections.Immutable;
using Nas.Model;
using Nas.Model.Execution;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Nas.Model.Tables;
using Seed.Hocon;
using Seed.Methods.Shared;

namespace Seed.Methods.BlackBox;

/// <summary>Checks of a black-box search. They read the table, and its fingerprint becomes part of the settings.</summary>
internal static class BlackBoxChecks
{
    private const int SecondsOfMinute = 60;

    public static BlackBoxSettings Complete(BlackBoxSettings settings, ProblemList problems)
    {
        RangeChecks.Check("constraint.cost", settings.Constraint.Cost, problems);
        settings = settings with
        {
            Space = Space(settings, problems),
            Evaluator = Evaluator(settings, problems),
            Constraint = settings.Constraint is { Plugin: { } cost, Options: var options }
                ? settings.Constraint with
                {
                    Options = PluginChecks.Options<ICostModel>("cost", "constraint", cost, options, problems),
                }
                : settings.Constraint,
            Strategy = settings.Strategy with { Options = StrategyChecks.Options("strategy", settings.Strategy, problems) },
            Phases = PhaseChecks.Complete(settings, settings, problems, trains: false),
        };
        if (settings.Constraint.Cost is not null && settings.CostUnit is null && problems.IsEmpty)
        {
            problems.Add(
                "constraint.cost",
                "bounds nothing, for the space has no cost; name the table's cost column in space.columns.cost, or leave the constraint out"
            );
        }
        return settings;
    }

    private static BlackBoxSpaceSettings Space(BlackBoxSettings settings, ProblemList problems)
    {
        var space = settings.Space;
        var given = new[]
        {
            ("space.table", space.Table is not null),
            ("space.decisions", space.Decisions is not null),
            ("space.preset", space.Preset is not null),
            ("space.plugin", space.Plugin is not null),
        }
            .Where(pair => pair.Item2)
            .Select(pair => pair.Item1)
            .ToArray();
        if (given.Length != 1)
        {
            problems.Add(
                "space",
                $"needs exactly one of table, decisions, preset and plugin, and has {(given.Length == 0 ? "none" : string.Join(" and ", given))}"
            );
            return space;
        }
        // As for ST-NAS: the usual way has no key.
        if (space.Sampling == SpaceSettings.ByOptions)
            space = space with { Sampling = null };
        var isTopology = space.Preset is not null || (space.Plugin is { } of && PluginRegistry.Find<ISearchSpace>(of) is null);
        if (space.Sampling is not null && !isTopology)
            problems.Add("space.sampling", "is for spaces of topologies, and this is none; remove it");
        if (space.Table is { } table)
            return WithTable(space, PathOf("space.table", table, problems), problems);
        if (space.Plugin is { } plugin)
            return OfPlugin(space, plugin, problems);
        if (space.Preset is { } preset && TopologyPresets.All.All(spec => spec.Name != preset))
        {
            problems.AddUnknown("space.preset", "search space", preset, TopologyPresets.All.Select(known => known.Name));
        }
        if (space.Decisions is not null)
            Told("space.decisions", () => new BlackBoxPhaseSpaces(settings), problems);
        return space;
    }

    /// <summary>Any space, or one of topologies.</summary>
    private static BlackBoxSpaceSettings OfPlugin(BlackBoxSpaceSettings space, string plugin, ProblemList problems)
    {
        var before = problems.Sentences.Count;
        var known = PluginRegistry.Of<ISearchSpace>().Concat(PluginRegistry.Of<ITopologySpace>());
        var completed = space with { Options = PluginChecks.Options("space", "space", plugin, space.Options, known, problems) };
        var isTopology = PluginRegistry.Find<ISearchSpace>(plugin) is null;
        if (isTopology && problems.Sentences.Count == before)
            ImageSpaceChecks.Open(
                new SpaceSettings
                {
                    Plugin = plugin,
                    Options = completed.Options,
                    Classes = space.Classes,
                },
                problems
            );
        return completed;
    }

    /// <summary>Its content's hash, and the columns that are meant where the file does not say.</summary>
    private static BlackBoxSpaceSettings WithTable(BlackBoxSpaceSettings space, string path, ProblemList problems)
    {
        var table = Told("space.table", () => Table.Read(path, space.Columns, space.TableHash), problems);
        return table is null ? space : space with { Table = path, TableHash = table.Hash, Columns = table.Columns };
    }

    private static EvaluatorSettings Evaluator(BlackBoxSettings settings, ProblemList problems)
    {
        var evaluator = settings.Evaluator;
        if (evaluator.Plugin is { } plugin)
        {
            if (evaluator.Command is not null)
                problems.Add("evaluator.plugin", "cannot be given together with evaluator.command; remove one of them");
            return evaluator with
            {
                Options = PluginChecks.Options<IEvaluator>("evaluator", "evaluator", plugin, evaluator.Options, problems),
            };
        }
        if (evaluator.Command is not { } command)
        {
            if (settings.Space.Table is null)
                problems.Add(
                    "evaluator.command",
                    "is missing, or evaluator.plugin, and the space is no table that has scores; write [\"python3\", \"score.py\"]"
                );
            if (evaluator.Samples > 1)
                problems.Add("evaluator.samples", "must be 1 without evaluator.command: a table says the same every time");
            return evaluator;
        }
        if (command.IsEmpty || string.IsNullOrWhiteSpace(command[0]))
            problems.Add("evaluator.command", "must name a program, as in [\"python3\", \"score.py\"]");
        if (evaluator.TimeLimit >= settings.Devices.StuckAfter * SecondsOfMinute)
        {
            problems.Add(
                "evaluator.time-limit",
                $"of {evaluator.TimeLimit} s is not shorter than devices.stuck-after, {settings.Devices.StuckAfter} min, when the whole device is given up; raise that, or lower this"
            );
        }
        var directory = PathOf(
            evaluator.Directory is null ? "evaluator.command" : "evaluator.directory",
            evaluator.Directory ?? ".",
            problems
        );
        if (!Directory.Exists(directory))
            problems.Add("evaluator.directory", $"there is no directory {directory}");
        return evaluator with { Directory = directory };
    }

    /// <summary>The full path: one from the command line is relative to the working directory, one in a file to that file.</summary>
    private static string PathOf(string key, string path, ProblemList problems)
    {
        var source = problems.OriginOf(key).Source;
        return Path.GetFullPath(
            path,
            File.Exists(source) ? Path.GetDirectoryName(Path.GetFullPath(source))! : Directory.GetCurrentDirectory()
        );
    }

    private static T? Told<T>(string key, Func<T> open, ProblemList problems)
        where T : class
    {
        try
        {
            return open();
        }
        catch (UserException exception)
        {
            problems.Add(key, exception.Message.TrimEnd('.'));
            return null;
        }
    }
}
