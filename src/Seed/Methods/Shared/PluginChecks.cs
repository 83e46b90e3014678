using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Seed.Hocon;

namespace Seed.Methods.Shared;

/// <summary>Names and options of plug-ins in a search file.</summary>
internal static class PluginChecks
{
    /// <summary>The options of a plug-in's class with every default; as they are where something is wrong, which is told.</summary>
    /// <param name="kind">Word for such classes, in errors.</param>
    /// <param name="section">Section that names the plug-in, as <c>SECTION.plugin</c>.</param>
    public static JsonObject Options<TContract>(string kind, string section, string name, JsonObject options, ProblemList problems) =>
        Options(kind, section, name, options, PluginRegistry.Of<TContract>(), problems);

    /// <param name="classes">Classes that may be named.</param>
    public static JsonObject Options(
        string kind,
        string section,
        string name,
        JsonObject options,
        IEnumerable<PluginClass> classes,
        ProblemList problems
    )
    {
        PluginClass[] known = [.. classes];
        if (Array.Find(known, one => one.Name == name) is not { } found)
        {
            if (known.Length > 0)
                problems.AddUnknown($"{section}.plugin", kind, name, known.Select(one => one.Name));
            else
                problems.Add(
                    $"{section}.plugin",
                    $"there is no {kind} \"{name}\", nor any other; name the directory with plugins.directory or --plugins.{PluginRegistry.Troubles()}"
                );
            return options;
        }
        try
        {
            var read = found.ReadOptions(options, section);
            return JsonSerializer.SerializeToNode(read, read.GetType(), SettingsJson.Options)!.AsObject();
        }
        catch (UserException exception)
        {
            problems.Add(exception);
            return options;
        }
    }

    /// <summary>Those of the plug-in that reads a search's images; null where it has none, or the images are none of a plug-in.</summary>
    /// <param name="section">Section of the data: <c>data</c>, <c>transfer.data</c>.</param>
    public static JsonObject? DataOptions<TContract>(string section, string name, JsonObject? options, ProblemList problems)
    {
        if (Find<TContract>(name) is null)
        {
            if (options is { Count: > 0 })
                problems.Add($"{section}.options", $"means nothing to {name}; remove the key, or name data of a plug-in");
            return null;
        }
        return Options<TContract>("data set", section, name, options ?? [], problems) is { Count: > 0 } filled ? filled : null;
    }

    /// <summary>The plug-in of that name; null: there is none, or no name.</summary>
    public static PluginClass? Find<TContract>(string? name) => name is null ? null : PluginRegistry.Find<TContract>(name);
}
