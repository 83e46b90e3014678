using System.CommandLine;
using Seed.SearchFiles;

namespace Seed.Commands;

/// <summary>The options about plug-ins of commands that read a search file.</summary>
internal sealed record PluginOptions
{
    public Option<string?> Directory { get; } =
        new("--plugins") { Description = "Directory of plug-ins, in place of the file's plugins.directory.", HelpName = "DIR" };

    public Option<bool> Accept { get; } =
        new("--accept-plugins")
        {
            Description = "Go on although assemblies of plug-ins are not those that the search was started with; its history says so.",
        };

    public PluginChoice Of(ParseResult parsed) => new(parsed.GetValue(Directory), parsed.GetValue(Accept));
}
