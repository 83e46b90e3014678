using Nas.Model;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Hocon;

namespace Seed.Methods.Shared;

/// <summary>Checks of a space of networks that tell the classes of images.</summary>
internal static class ImageSpaceChecks
{
    private const string Section = "space";

    /// <returns>The settings with every default of a plug-in's options, and the space; null where something is wrong with it, which is
    /// told.</returns>
    public static (SpaceSettings Completed, IImageSpace? Space) Complete(SpaceSettings space, ProblemList problems)
    {
        if ((space.Preset is null) == (space.Plugin is null))
        {
            problems.Add(
                Section,
                $"needs exactly one of preset and plugin, and has {(space.Preset is null ? "none" : "both")}; the presets are {string.Join(", ", SearchSpaces.Presets)}"
            );
            return (space, null);
        }
        if (space.Plugin is { } plugin)
            return OfPlugin(space, plugin, problems);
        if (space.Options is { Count: > 0 })
            problems.Add(
                $"{Section}.options",
                "are those of a plug-in, and a preset has none; remove them, or name a plug-in with space.plugin"
            );
        if (!SearchSpaces.Presets.Contains(space.Preset!))
        {
            problems.AddUnknown($"{Section}.preset", "search space", space.Preset!, SearchSpaces.Presets);
            return (space, null);
        }
        return (space with { Options = null }, Open(space, problems));
    }

    private static (SpaceSettings Completed, IImageSpace? Space) OfPlugin(SpaceSettings space, string plugin, ProblemList problems)
    {
        if (PluginRegistry.Find<ITopologySpace>(plugin) is null && PluginRegistry.Find<ISearchSpace>(plugin) is not null)
        {
            problems.Add(
                $"{Section}.plugin",
                $"{plugin} is a space for method = black-box alone; name one whose class is an {nameof(ITopologySpace)}"
            );
            return (space, null);
        }
        var before = problems.Sentences.Count;
        var completed = space with
        {
            Options = PluginChecks.Options<ITopologySpace>(Section, Section, plugin, space.Options ?? [], problems),
        };
        return (completed, problems.Sentences.Count == before ? Open(completed, problems) : null);
    }

    /// <summary>Null where it cannot be opened, which is told.</summary>
    internal static IImageSpace? Open(SpaceSettings space, ProblemList problems)
    {
        try
        {
            return SearchSpaces.Open(space);
        }
        catch (UserException exception)
        {
            // The sentence begins with the key, or it is about the plug-in.
            var text = exception.Message.TrimEnd('.');
            if (text.StartsWith(Section + ".", StringComparison.Ordinal) && text.Split(' ', 2) is [var key, var what])
                problems.Add(key, what);
            else
                problems.Add($"{Section}.plugin", char.ToLowerInvariant(text[0]) + text[1..]);
            return null;
        }
    }
}
