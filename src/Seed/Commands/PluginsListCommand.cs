using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Actors.Plugins;
using Nas.Model.Plugins;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Lists the contents of a plug-in directory, and why something in it is not used.</summary>
public sealed class PluginsListCommand : LangevinCommand
{
    public const string Example = "langevin plugins list ~/langevin-plugins";

    public PluginsListCommand(Terminal terminal)
        : base(
            "list",
            "What a plug-in directory holds: names as search files have them, options, assemblies; and what is not used, with the reason."
        )
    {
        var directory = new Argument<string>("DIR")
        {
            Description = "The plug-in directory: assemblies DIR/NAME.dll and DIR/NAME/NAME.dll.",
        };
        var json = JsonOption();
        Add(directory);
        Add(json);
        Examples = [Example, $"{Example} --json"];
        SetAction(parsed =>
        {
            var folder = NodePlugins.Load(parsed.GetRequiredValue(directory));
            Print(
                terminal,
                parsed.GetValue(json),
                new ListedFolder(folder.Directory, [.. folder.Classes.Select(Listed)], folder.Problems),
                Text
            );
            return ExitCodes.Done;
        });
    }

    private static ListedPlugin Listed(PluginClass found) =>
        new(
            found.Kind,
            found.Name,
            found.Type.FullName!,
            found.File,
            found.Assemblies,
            [.. (found.Options?.GetProperties() ?? []).Select(property => JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name))]
        );

    private static string Text(ListedFolder folder)
    {
        var lines = folder
            .Plugins.Select(plugin =>
                $"{plugin.Kind, -10} {plugin.Name, -20} {plugin.Class} of {plugin.Assemblies[0]}"
                + (plugin.Options.IsEmpty ? "" : $", options {string.Join(", ", plugin.Options)}")
            )
            .ToList();
        if (lines.Count == 0)
            lines.Add($"{folder.Directory} holds nothing that a search file could name.");
        if (!folder.NotUsed.IsEmpty)
            lines.AddRange(folder.NotUsed.Select(problem => $"  {problem}").Prepend("Not used:"));
        return string.Join(Environment.NewLine, lines);
    }
}

/// <param name="NotUsed">Files that are not used, each with the reason.</param>
public sealed record ListedFolder(string Directory, ImmutableArray<ListedPlugin> Plugins, ImmutableArray<PluginProblem> NotUsed);

/// <param name="Assemblies">The plug-in's own assembly first, then those that it needs.</param>
/// <param name="Options">Keys of its options.</param>
public sealed record ListedPlugin(
    string Kind,
    string Name,
    string Class,
    string File,
    ImmutableArray<AssemblyIdentity> Assemblies,
    ImmutableArray<string> Options
);
