using Actors.Plugins;
using Nas.Model;
using Seed.Hocon;

namespace Seed.SearchFiles;

/// <summary>The command line's choice of plug-ins.</summary>
/// <param name="Directory">Directory in place of the file's <c>plugins.directory</c>; relative to where the command was given.</param>
/// <param name="Accept">True: assemblies may be others than those that the file, or its search, names.</param>
public readonly record struct PluginChoice(string? Directory, bool Accept)
{
    /// <summary>Loads the plug-ins before names of theirs are met.</summary>
    /// <returns>The whole path of their directory; null: there are none.</returns>
    /// <exception cref="UserException">There is no such directory.</exception>
    internal string? Load(HoconObject file)
    {
        var path = Directory is null ? InFile(file) : Path.GetFullPath(Directory);
        return path is null ? null : NodePlugins.Load(path).Directory;
    }

    /// <summary>Relative to the file that names it; one on the command line to where the command was given.</summary>
    private static string? InFile(HoconObject file)
    {
        if (
            file.Members.GetValueOrDefault("plugins") is not HoconObject section
            || section.Members.GetValueOrDefault("directory") is not HoconText { IsNull: false } path
        )
            return null;
        var source = path.Origin.Source;
        return Path.GetFullPath(
            path.Text,
            File.Exists(source) ? Path.GetDirectoryName(Path.GetFullPath(source))! : System.IO.Directory.GetCurrentDirectory()
        );
    }
}
