using System.CommandLine;
using Actors.Conformance;
using Actors.Plugins;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Data.Detection;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces.Topology;
using Seed.Output;

namespace Seed.Commands;

/// <summary>
/// Holds a strategy, a phase, a space of topologies or images with boxes to their contract before a search depends on them.
/// </summary>
public sealed class PluginsCheckCommand : LangevinCommand
{
    public const string Example = "langevin plugins check ~/langevin-plugins hill-climber";

    public PluginsCheckCommand(Terminal terminal)
        : base(
            "check",
            "Run the conformance suite over a strategy (same proposals for the same seed, recovery, the constraint, duplicates, failures, waiting, memory), a phase (same plans, which can be done), a space of topologies (a spec that defines one, the same every time, exact counts and costs), or images with boxes (labels and pixels that fit, the same every time). Exit code 1 where it breaks a rule."
        )
    {
        var directory = new Argument<string>("DIR") { Description = "The plug-in directory." };
        var name = new Argument<string>("NAME")
        {
            Description =
                "Name of a strategy, a phase, a space of topologies or images with boxes in it, with its options as they are by default.",
        };
        var root = new Option<string?>("--root") { Description = "Where the images are: data.root.", HelpName = "DIR" };
        var json = JsonOption();
        Add(directory);
        Add(name);
        Add(root);
        Add(json);
        Examples = [Example];
        SetAction(parsed =>
        {
            var folder = NodePlugins.Load(parsed.GetRequiredValue(directory));
            var wanted = parsed.GetRequiredValue(name);
            Func<PluginClass, bool>[] kinds = [IsOf<ISearchStrategy>, IsOf<ISearchPhase>, IsOf<ITopologySpace>, IsOf<IDetectionImageSet>];
            var known = kinds.SelectMany(isOfKind => folder.Classes.Where(isOfKind)).ToList();
            var found =
                known.Find(one => one.Name == wanted)
                ?? throw new UserException(
                    $"{folder.Directory} has no strategy, no phase, no space of topologies and no images with boxes '{wanted}': there is {(known.Count == 0 ? "none" : string.Join(", ", known.Select(one => one.Name)))}.{PluginRegistry.Troubles()}"
                );
            RuleResult[] results = [.. Examine(found, parsed.GetValue(root))];
            Print(terminal, parsed.GetValue(json), results, Text);
            return Array.TrueForAll(results, result => result.Violation is null) ? ExitCodes.Done : ExitCodes.Failed;
        });
    }

    private static IEnumerable<RuleResult> Examine(PluginClass found, string? root) =>
        IsOf<ISearchStrategy>(found)
            ? StrategyConformance.Examine(new StrategySubject(found.Name, () => found.Create<ISearchStrategy>([], "strategy")))
        : IsOf<ITopologySpace>(found)
            ? TopologyConformance.Examine(new TopologySubject(found.Name, () => found.Create<ITopologySpace>([], "space")))
        : IsOf<IDetectionImageSet>(found)
            ? DatasetConformance.Examine(new DatasetSubject(found.Name, () => found.Create<IDetectionImageSet>([], "data"), root))
        : PhaseConformance.Examine(
            new PhaseSubject(found.Name, () => found.Create<ISearchPhase>([], "phases"))
            {
                Plugins = new PluginSettings { Assemblies = PluginRegistry.Record([found]) },
            }
        );

    private static bool IsOf<TContract>(PluginClass found) => typeof(TContract).IsAssignableFrom(found.Type);

    private static string Text(RuleResult[] results) =>
        string.Join(
            Environment.NewLine,
            results.Select(result => result.Violation is null ? $"good    {result.Rule}" : $"BROKEN  {result.Rule}: {result.Violation}")
        );
}
