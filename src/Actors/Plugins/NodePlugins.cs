using Actors.Strategies;
using Actors.Strategies.ActorStrategies;
using Nas.Model;
using Nas.Model.Data;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Methods;
using Nas.Model.Plugins;
using Nas.Model.Proxies;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Plugins;

/// <summary>Loads the plug-ins of a process: its user, or whoever configures the node, says from where.</summary>
public static class NodePlugins
{
    /// <summary>Reads the directory once; what cannot be used there is among its problems.</summary>
    /// <exception cref="UserException">There is no such directory.</exception>
    public static PluginFolder Load(string directory) => PluginRegistry.Load(directory, OwnNames);

    /// <summary>The plug-in that a strategy's name means; null: none.</summary>
    public static PluginClass? StrategyOf(string name) =>
        PluginRegistry.Find<ISearchStrategy>(name) ?? PluginRegistry.Find<IStrategyActor>(name);

    /// <summary>Names that plug-ins cannot take.</summary>
    internal static IEnumerable<string> OwnNames(string kind) =>
        kind switch
        {
            "strategy" => StrategyCatalog.Standard.Own.Select(strategy => strategy.Name),
            "space" => SearchSpaces.Presets,
            "method" => MethodSciences.All.Select(method => method.Name).Order(StringComparer.Ordinal),
            "phase" => [PhaseNames.Search],
            ProxyContract.Name => MethodSciences.All.SelectMany(method => method.Proxies).Distinct(),
            "dataset" => [.. KnownSets.Standard.Own.Select(set => set.Name), .. DetectionCatalog.OwnNames],
            _ => [],
        };
}
