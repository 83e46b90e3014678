using System.CommandLine;
using System.Text.Json.Nodes;
using Actors.Conformance;
using Actors.Plugins;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Plugins;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Holds a strategy to its contract before a search depends on it.</summary>
public sealed class PluginsCheckCommand : LangevinCommand
{
    public const string Example = "langevin plugins check ~/langevin-plugins hill-climber";

    public PluginsCheckCommand(Terminal terminal)
        : base("check", "Run the conformance suite over a strategy: same proposals for the same seed, recovery, the constraint, duplicates, failures, memory. Exit code 1 where it breaks a rule.")
    {
        var directory = new Argument<string>("DIR") { Description = "The plug-in directory." };
        var name = new Argument<string>("NAME") { Description = "Name of a strategy in it, with its options as they are by default." };
        var json = JsonOption();
        Add(directory);
        Add(name);
        Add(json);
        Examples = [Example];
        SetAction(parsed =>
        {
            var folder = NodePlugins.Load(parsed.GetRequiredValue(directory));
            var wanted = parsed.GetRequiredValue(name);
            var strategies = folder.Classes.Where(found => typeof(ISearchStrategy).IsAssignableFrom(found.Type)).ToList();
            var strategy = strategies.Find(found => found.Name == wanted) ?? throw new UserException(
                $"{folder.Directory} has no strategy '{wanted}': there is {(strategies.Count == 0 ? "none" : string.Join(", ", strategies.Select(found => found.Name)))}.{PluginRegistry.Troubles()}");
            RuleResult[] results = [.. StrategyConformance.Examine(new StrategySubject(wanted, () => strategy.Create<ISearchStrategy>(new JsonObject(), "strategy")))];
            Print(terminal, parsed.GetValue(json), results, Text);
            return Array.TrueForAll(results, result => result.Violation is null) ? ExitCodes.Done : ExitCodes.Failed;
        });
    }

    private static string Text(RuleResult[] results) => string.Join(
        Environment.NewLine, results.Select(result => result.Violation is null ? $"good    {result.Rule}" : $"BROKEN  {result.Rule}: {result.Violation}"));
}
