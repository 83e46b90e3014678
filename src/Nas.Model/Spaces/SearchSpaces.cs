using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces.Macro;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Spaces;

/// <summary>Spaces by what a search file says of them.</summary>
public static class SearchSpaces
{
    private const string Kind = "space",
        Section = "space";

    public static ImmutableArray<string> Presets { get; } = [.. TopologyPresets.All.Select(spec => spec.Name), MacroSpace.PresetName];

    /// <param name="plugins">The assemblies that the search was started with; null: any will do.</param>
    /// <exception cref="UserException">There is no such space, it has no such setting, or a plug-in's defines none.</exception>
    public static IImageSpace Open(SpaceSettings settings, PluginSettings? plugins = null)
    {
        if (settings.Preset == MacroSpace.PresetName && settings.Sampling == SpaceSettings.ByTopology)
            throw new UserException($"space.sampling is topology, and {MacroSpace.PresetName} has only one topology: remove it.");
        if (settings.Preset == MacroSpace.PresetName)
            return new MacroSpace(settings.Side, settings.Classes, settings.Width);
        if (settings.Width is not null)
            throw new UserException($"space.width is a setting of {MacroSpace.PresetName}, not of {settings.Name}: remove it.");
        if (settings.Side is not null)
            throw new UserException($"space.side is a setting of {MacroSpace.PresetName}, not of {settings.Name}: remove it.");
        return OpenTopology(settings, plugins);
    }

    /// <param name="plugins">The assemblies that the search was started with; null: any will do.</param>
    /// <exception cref="UserException">There is no such space, or it is no space of topologies.</exception>
    public static TopologySpace OpenTopology(SpaceSettings settings, PluginSettings? plugins = null)
    {
        if (settings.Preset == MacroSpace.PresetName)
            throw new UserException(
                $"{settings.Preset} is a chain of layers, which its text says in full: only spaces of topologies are drawn."
            );
        if (settings.Plugin is { } plugin)
        {
            var space = PluginRegistry.Require<ITopologySpace>(Kind, plugin, plugins);
            return OpenTopology(space, settings.Options ?? [], settings.Classes, SamplingOf(settings));
        }
        if (settings.Preset is not { } preset || !Presets.Contains(preset))
            throw new UserException(
                $"There is no search space '{settings.Preset}'{Spelling.Hint(settings.Preset ?? "", Presets)}: known are {string.Join(", ", Presets)}."
            );
        return Open(TopologyPresets.Find(preset), settings.Classes, SamplingOf(settings));
    }

    /// <param name="plugin">An <see cref="ITopologySpace"/>.</param>
    /// <param name="classes">Number of classes; null: that of the plug-in.</param>
    /// <exception cref="UserException">An option is wrong, or the class defines no space.</exception>
    public static TopologySpace OpenTopology(
        PluginClass plugin,
        JsonObject options,
        int? classes = null,
        TopologySampling sampling = TopologySampling.Options
    )
    {
        var read = plugin.ReadOptions(options, Section);
        return Open(PluginTopologies.SpecOf(plugin.Title, plugin.Name, () => plugin.Create<ITopologySpace>(read)), classes, sampling);
    }

    private static TopologySpace Open(TopologySpec spec, int? classes, TopologySampling sampling) =>
        new(classes is { } given ? spec with { Classes = given } : spec, sampling);

    private static TopologySampling SamplingOf(SpaceSettings settings) =>
        settings.Sampling == SpaceSettings.ByTopology ? TopologySampling.Topology : TopologySampling.Options;
}
