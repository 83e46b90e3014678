using System.CommandLine;
using System.Text.Json.Nodes;
using Actors.Conformance;
using Actors.Plugins;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Holds a strategy or a phase to its contract before a search depends on it.</summary>
public sealed class PluginsCheckCommand : LangevinCommand
{
    public const string Example = "langevin plugins check ~/langevin-plugins hill-climber";

    public PluginsCheckCommand(Terminal terminal)
        : base("check", "Run the conformance suite over a strategy (same proposals for the same seed, recovery, the constraint, duplicates, failures, memory) or a phase (same plans, which can be done). Exit code 1 where it breaks a rule.")
    {
        var directory = new Argument<string>("DIR") { Description = "The plug-in directory." };
        var name = new Argument<string>("NAME") { Description = "Name of a strategy or a phase in it, with its options as they are by default." };
        var json = JsonOption();
        Add(directory);
        Add(name);
        Add(json);
        Examples = [Example];
        SetAction(parsed =>
        {
            var folder = NodePlugins.Load(parsed.GetRequiredValue(directory));
            var wanted = parsed.GetRequiredValue(name);
            var known = folder.Classes.Where(IsOf<ISearchStrategy>).Concat(folder.Classes.Where(IsOf<ISearchPhase>)).ToList();
            var found = known.Find(one => one.Name == wanted) ?? throw new UserException(
                $"{folder.Directory} has no strategy and no phase '{wanted}': there is {(known.Count == 0 ? "none" : string.Join(", ", known.Select(one => one.Name)))}.{PluginRegistry.Troubles()}");
            RuleResult[] results = [.. IsOf<ISearchStrategy>(found)
                ? StrategyConformance.Examine(new StrategySubject(wanted, () => found.Create<ISearchStrategy>(new JsonObject(), "strategy")))
                : PhaseConformance.Examine(new PhaseSubject(wanted, () => found.Create<ISearchPhase>(new JsonObject(), "phases")) { Plugins = new PluginSettings { Assemblies = PluginRegistry.Record([found]) } })];
            Print(terminal, parsed.GetValue(json), results, Text);
            return Array.TrueForAll(results, result => result.Violation is null) ? ExitCodes.Done : ExitCodes.Failed;
        });
    }

    private static bool IsOf<TContract>(PluginClass found) => typeof(TContract).IsAssignableFrom(found.Type);

    private static string Text(RuleResult[] results) => string.Join(
        Environment.NewLine, results.Select(result => result.Violation is null ? $"good    {result.Rule}" : $"BROKEN  {result.Rule}: {result.Violation}"));
}
