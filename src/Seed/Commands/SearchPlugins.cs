using System.CommandLine;
using Actors.Plugins;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Archive;

namespace Seed.Commands;

/// <summary>The option and the loading of plug-ins for commands that open the space of a search, which may be a plug-in's.</summary>
internal sealed class SearchPlugins
{
    public Option<string?> Directory { get; } =
        new("--plugins")
        {
            Description = "Directory of the search's plug-ins; without it, the one that it was started with, or the cluster file's.",
            HelpName = "DIR",
        };

    /// <summary>
    /// Loads them where the search has any. A directory that is no longer there is no mistake: whatever needs a class then says which.
    /// </summary>
    /// <exception cref="UserException">There is no directory as the one that is named.</exception>
    public void Load(ParseResult parsed, SearchSource search, SearchSettings settings)
    {
        if (parsed.GetValue(Directory) is { } named)
            NodePlugins.Load(named);
        else if (settings.Plugins is not null && search.PluginsOf(settings) is { } path && System.IO.Directory.Exists(path))
            NodePlugins.Load(path);
    }
}
