using System.Collections.Immutable;
using Nas.Model.Settings;
using Nas.Model.Spaces.Macro;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Spaces;

/// <summary>Spaces by what a search file says of them.</summary>
public static class SearchSpaces
{
    public static ImmutableArray<string> Presets { get; } = [.. TopologyPresets.All.Select(spec => spec.Name), MacroSpace.PresetName];

    /// <exception cref="UserException">There is no such space, or it has no such setting.</exception>
    public static IImageSpace Open(SpaceSettings settings)
    {
        if (settings.Preset == MacroSpace.PresetName) return new MacroSpace(settings.Side, settings.Classes, settings.Width);
        if (settings.Width is not null) throw new UserException($"space.width is a setting of {MacroSpace.PresetName}, not of {settings.Preset}: remove it.");
        if (settings.Side is not null) throw new UserException($"space.side is a setting of {MacroSpace.PresetName}, not of {settings.Preset}: remove it.");
        return OpenTopology(settings);
    }

    /// <exception cref="UserException">There is no such space, or it is no space of topologies.</exception>
    public static TopologySpace OpenTopology(SpaceSettings settings)
    {
        if (settings.Preset == MacroSpace.PresetName) throw new UserException(
            $"{settings.Preset} is a chain of layers, which its text says in full: only spaces of topologies are drawn.");
        if (!Presets.Contains(settings.Preset)) throw new UserException(
            $"There is no search space '{settings.Preset}'{Spelling.Hint(settings.Preset, Presets)}: known are {string.Join(", ", Presets)}.");
        var spec = TopologyPresets.Find(settings.Preset);
        return new TopologySpace(settings.Classes is { } classes ? spec with { Classes = classes } : spec);
    }
}
