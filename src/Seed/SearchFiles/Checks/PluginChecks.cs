using Actors.Search.Methods;
using Actors.Strategies;
using Nas.Model.Plugins;
using Nas.Model.Settings;

namespace Seed.SearchFiles.Checks;

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

    private static IEnumerable<PluginClass?> Used(SearchSettings settings) =>
        SearchMethods.StrategiesOf(settings).Select(strategy => PluginRegistry.Find<ISearchStrategy>(strategy.Name));
}
