using Actors.Plugins;
using Actors.Search.Methods;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Seed.Hocon;
using Seed.Methods;
using Seed.Methods.Shared;

namespace Seed.SearchFiles;

/// <summary>The plug-in assemblies that a search uses.</summary>
internal static class UsedPlugins
{
    /// <summary>The settings with the assemblies behind the names in them.</summary>
    /// <param name="directory">Directory of the plug-ins; null: there are none.</param>
    public static SearchSettings Complete(SearchSettings settings, string? directory, PluginChoice choice, ProblemList problems)
    {
        var used = Of(settings).OfType<PluginClass>().ToList();
        var recorded = PluginRegistry.Record(used);
        foreach (var (name, text) in settings.Plugins?.Assemblies ?? [])
        {
            if (choice.Accept || recorded[name] is not { } found || found.ToJsonString() == text?.ToJsonString())
                continue;
            problems.Add(
                $"plugins.assemblies.{name}",
                $"must be {text}, and {directory} has {found}; put the right one there, or take the one that is there: --accept-plugins"
            );
        }
        return settings with { Plugins = used.Count == 0 ? null : new PluginSettings { Directory = directory, Assemblies = recorded } };
    }

    private static IEnumerable<PluginClass?> Of(SearchSettings settings) =>
        [
            .. SearchMethods.StrategiesOf(settings).Select(strategy => NodePlugins.StrategyOf(strategy.Name)),
            .. ((settings as IPhasedSettings)?.Phases ?? []).Select(phase => PluginChecks.Find<ISearchPhase>(phase.Plugin)),
            .. MethodFaces.Of(settings).PluginsOf(settings),
        ];
}
