using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Actors.Plugins;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Plugins;
using Nas.Model.Settings;

namespace Actors.Search.Methods;

/// <summary>A search opened on this node: its space and its plan, as its settings say.</summary>
/// <param name="Text">The settings' JSON form.</param>
internal sealed record OpenedSearch(string Text, SearchContext Context, SearchPlan Plan)
{
    /// <exception cref="JsonException">The text is not the JSON form of settings.</exception>
    /// <exception cref="UserException">A preset, a strategy or an option that is unknown.</exception>
    public static OpenedSearch Of(string text, StrategyCatalog strategies)
    {
        var settings = MethodSciences.Read(text);
        var context = new SearchContext(settings, MethodSciences.Spaces(settings));
        foreach (var strategy in SearchMethods.StrategiesOf(settings))
        {
            _ = strategies.ReadOptions(strategy.Name, strategy.Options);
            if (NodePlugins.StrategyOf(strategy.Name) is { } plugin)
                PluginRegistry.RequireSame(plugin, settings.Plugins);
        }
        PluginPhasePlanner.Require(settings);
        return new OpenedSearch(text, context, SearchMethods.Plan(context));
    }

    /// <summary>Versions of all parts that take part.</summary>
    public ImmutableSortedDictionary<string, string> Versions =>
        OwnVersions.AddRange(
            (Context.Settings.Plugins?.Assemblies ?? []).Select(entry =>
                KeyValuePair.Create($"plug-in {entry.Key}", entry.Value!.GetValue<string>())
            )
        );

    public static ImmutableSortedDictionary<string, string> OwnVersions { get; } =
        ImmutableSortedDictionary<string, string>
            .Empty.Add("langevin", typeof(OpenedSearch).Assembly.GetName().Version!.ToString(3))
            .Add("runtime", RuntimeInformation.FrameworkDescription);
}
