using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nas.Model.Settings;

namespace Nas.Model.Plugins;

/// <summary>
/// The plug-ins of this process. Assemblies cannot be taken out again: what was loaded stays, a directory is read once, and the one that
/// was asked for last comes first. Whoever starts the process says which: no search file that came over the network does.
/// </summary>
public static class PluginRegistry
{
    private static readonly Lock Loading = new();
    private static ImmutableArray<PluginFolder> _folders = [];

    public static ImmutableArray<PluginFolder> Folders => _folders;

    /// <param name="reserved">Names that are Langevin's own, by kind.</param>
    /// <exception cref="UserException">There is no such directory.</exception>
    public static PluginFolder Load(string directory, Func<string, IEnumerable<string>> reserved)
    {
        lock (Loading)
        {
            var full = Path.GetFullPath(directory);
            var folder = _folders.FirstOrDefault(folder => folder.Directory == full) ?? PluginFolder.Read(full, reserved);
            _folders = [folder, .. _folders.Remove(folder)];
            return folder;
        }
    }

    public static IEnumerable<PluginClass> Of<TContract>() =>
        _folders
            .SelectMany(folder => folder.Classes)
            .Where(found => typeof(TContract).IsAssignableFrom(found.Type))
            .DistinctBy(found => found.Name);

    public static PluginClass? Find<TContract>(string name) => Of<TContract>().FirstOrDefault(found => found.Name == name);

    /// <summary>The class, with the very bytes that the search was started or last accepted with.</summary>
    /// <exception cref="UserException">This process lacks it, or has another one; the sentence names the assembly and the
    /// machine.</exception>
    public static PluginClass Require<TContract>(string kind, string name, PluginSettings? recorded)
    {
        if (Find<TContract>(name) is not { } found)
        {
            var where = _folders.IsEmpty
                ? "no plug-in directory is configured there"
                : $"looked for in {string.Join(", ", _folders.Select(folder => folder.Directory))}";
            var which =
                recorded is null || recorded.Assemblies.Count == 0
                    ? ""
                    : $" (one of the assemblies {string.Join(", ", recorded.Assemblies.Select(entry => entry.Key))})";
            throw new UserException($"{Environment.MachineName} has no {kind} '{name}'{which}: {where}.{Troubles()}");
        }
        RequireSame(found, recorded);
        return found;
    }

    /// <exception cref="UserException">Another assembly of the same name was recorded.</exception>
    public static void RequireSame(PluginClass found, PluginSettings? recorded)
    {
        foreach (var assembly in found.Assemblies)
        {
            if (recorded?.Assemblies[assembly.Name]?.GetValue<string>() is not { } text || text == assembly.Text)
                continue;
            throw new UserException(
                $"{Environment.MachineName} has another plug-in {assembly.Name} than the search: {assembly.Text} where it was {text}. Put the one of then into "
                    + $"{Path.GetDirectoryName(found.File)}, or go on with the new one, wherever it leads: --accept-plugins."
            );
        }
    }

    /// <summary>The assemblies of these classes as settings store them.</summary>
    public static JsonObject Record(IEnumerable<PluginClass> used)
    {
        var recorded = new JsonObject();
        foreach (
            var assembly in used.SelectMany(found => found.Assemblies)
                .DistinctBy(assembly => assembly.Name)
                .OrderBy(assembly => assembly.Name, StringComparer.Ordinal)
        )
        {
            recorded[assembly.Name] = assembly.Text;
        }
        return recorded;
    }

    /// <summary>A sentence on what could not be used, for whoever misses something; empty where all could.</summary>
    public static string Troubles()
    {
        var problems = _folders.SelectMany(folder => folder.Problems).ToList();
        return problems.Count == 0
            ? ""
            : $" Not everything there could be used: {string.Join("; ", problems.Take(3))}{(problems.Count > 3 ? "; and more" : "")}.";
    }
}
