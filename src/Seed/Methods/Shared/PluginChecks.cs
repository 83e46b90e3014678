using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Plugins;
using Actors.Search.Methods;
using Nas.Model;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Execution;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Hocon;
using Seed.SearchFiles;

namespace Seed.Methods.Shared;

/// <summary>Which assemblies of others a search uses.</summary>
internal static class PluginChecks
{
    /// <summary>The settings with the assemblies behind the names in them.</summary>
    /// <param name="directory">Of the plug-ins; null: there are none.</param>
    public static SearchSettings Complete(SearchSettings settings, string? directory, PluginChoice choice, ProblemList problems)
    {
        var used = Used(settings).OfType<PluginClass>().ToList();
        var recorded = PluginRegistry.Record(used);
        foreach (var (name, text) in settings.Plugins?.Assemblies ?? [])
        {
            if (choice.Accept || recorded[name] is not { } found || found.ToJsonString() == text?.ToJsonString()) continue;
            problems.Add(
                $"plugins.assemblies.{name}", $"must be {text}, and {directory} has {found}; put the right one there, or take the one that is there: --accept-plugins");
        }
        return settings with { Plugins = used.Count == 0 ? null : new PluginSettings { Directory = directory, Assemblies = recorded } };
    }

    /// <summary>The options of a plug-in's class with every default; as they are where something is wrong, which is told.</summary>
    /// <param name="kind">What such classes are called.</param>
    /// <param name="section">That names it, as <c>SECTION.plugin</c>.</param>
    public static JsonObject Options<TContract>(string kind, string section, string name, JsonObject options, ProblemList problems) =>
        Options(kind, section, name, options, PluginRegistry.Of<TContract>(), problems);

    /// <param name="classes">That may be named.</param>
    public static JsonObject Options(string kind, string section, string name, JsonObject options, IEnumerable<PluginClass> classes, ProblemList problems)
    {
        PluginClass[] known = [.. classes];
        if (Array.Find(known, one => one.Name == name) is not { } found)
        {
            if (known.Length > 0) problems.AddUnknown($"{section}.plugin", kind, name, known.Select(one => one.Name));
            else problems.Add($"{section}.plugin", $"there is no {kind} \"{name}\", nor any other; name the directory with plugins.directory or --plugins.{PluginRegistry.Troubles()}");
            return options;
        }
        try
        {
            var read = found.ReadOptions(options, section);
            return JsonSerializer.SerializeToNode(read, read.GetType(), SettingsJson.Options)!.AsObject();
        }
        catch (UserException exception)
        {
            // The sentence begins with the option's key.
            var end = exception.Message.IndexOf(' ', StringComparison.Ordinal);
            problems.Add(exception.Message[..end].TrimEnd(':'), exception.Message[(end + 1)..].TrimEnd('.'));
            return options;
        }
    }

    /// <summary>Those of the plug-in that reads a search's images; null where it has none, or the images are none of a plug-in.</summary>
    /// <param name="section">The data's own: <c>data</c>, <c>transfer.data</c>.</param>
    public static JsonObject? DataOptions<TContract>(string section, string name, JsonObject? options, ProblemList problems)
    {
        if (Find<TContract>(name) is null)
        {
            if (options is { Count: > 0 }) problems.Add($"{section}.options", $"means nothing to {name}; remove the key, or name data of a plug-in");
            return null;
        }
        return Options<TContract>("data set", section, name, options ?? [], problems) is { Count: > 0 } filled ? filled : null;
    }

    private static IEnumerable<PluginClass?> Used(SearchSettings settings) =>
    [
        .. SearchMethods.StrategiesOf(settings).Select(strategy => NodePlugins.StrategyOf(strategy.Name)),
        .. settings is BlackBoxSettings blackBox
            ? [
                Find<ISearchSpace>(blackBox.Space.Plugin) ?? Find<ITopologySpace>(blackBox.Space.Plugin), Find<IEvaluator>(blackBox.Evaluator.Plugin), Find<ICostModel>(blackBox.Constraint.Plugin),
            ]
            : Array.Empty<PluginClass?>(),
        .. ((settings as IPhasedSettings)?.Phases ?? []).Select(phase => Find<ISearchPhase>(phase.Plugin)),
        .. settings switch
        {
            StNasSettings stNas => [Find<IImageSet>(stNas.Data.Name), Find<ITopologySpace>(stNas.Space.Plugin)],
            FidelitySettings study => [Find<IImageSet>(study.Data.Name), Find<ITopologySpace>(study.Space.Plugin)],
            CrNasSettings crNas =>
                [Find<IImageSet>(crNas.Pretraining.Data?.Name), Find<IDetectionImageSet>(crNas.Data.Name), Find<IDetectionImageSet>(crNas.Transfer?.Data?.Name)],
            _ => Array.Empty<PluginClass?>(),
        },
    ];

    private static PluginClass? Find<TContract>(string? name) => name is null ? null : PluginRegistry.Find<TContract>(name);
}
