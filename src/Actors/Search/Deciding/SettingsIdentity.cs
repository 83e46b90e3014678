using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Actors.Search.Deciding;

/// <summary>The part of the settings that makes a search this search and no other: all that a result depends on.</summary>
public static class SettingsIdentity
{
    private const string Plugins = "plugins",
        Phases = "phases";

    /// <summary>
    /// The keys that no result depends on: where things are, how many work at them, what they do together and how long they may be quiet.
    /// The content of a table is another matter: its hash is not free.
    /// </summary>
    internal static readonly string[] Free =
    [
        "devices.count",
        "devices.stuck-after",
        "devices.quarantine-after",
        "devices.reuse-scores",
        "plugins.directory",
        .. SearchMethods.All.SelectMany(method => method.FreeKeys).Concat(SectionKeys("patience")).Distinct(),
    ];

    /// <summary>
    /// The keys of the rules by which files are read. A search keeps those that it began with, whatever a newer version would write.
    /// </summary>
    private static readonly EditionKey[] Editions = [.. SearchMethods.All.SelectMany(method => method.Editions).Distinct()];

    /// <summary>A search from before there was such a key is that of a file that says nothing of it.</summary>
    private static ImmutableArray<LaterDefault> LaterDefaultsOf(JsonNode? settings) =>
        SearchMethods.All.FirstOrDefault(method => method.Name == settings?["method"]?.ToString())?.LaterDefaults ?? [];

    /// <summary>
    /// The keys of the strategy that proposes, and of its options: another one may take over where this one cannot go on. So may other
    /// phases, where they have not begun.
    /// </summary>
    private static readonly string[] Strategies = [.. SectionKeys("name", "options"), Phases];

    /// <summary>The first key, in the order of the file, whose change would change results; null: there is none.</summary>
    /// <param name="otherStrategies">Whether other strategies may take over.</param>
    /// <param name="otherPlugins">Whether assemblies of plug-ins may be others than they were.</param>
    public static string? FirstDifference(string before, string after, bool otherStrategies = false, bool otherPlugins = false)
    {
        // Which plug-ins there are follows from the names in other sections; only what is behind a name is told here.
        string[] free = [.. Free, .. Editions.Select(edition => edition.Key), Plugins, .. otherStrategies ? Strategies : []];
        var (old, @new) = (JsonNode.Parse(Complete(before)), JsonNode.Parse(Complete(after)));
        return First("", old, @new, free, LaterDefaultsOf(old)) ?? (otherPlugins ? null : PluginDifference(before, after));
    }

    /// <summary>
    /// Settings as a search that began before there was some key takes them: without the usual value of that key, which its own lack.
    /// </summary>
    public static string AsBegun(string before, string after)
    {
        if (JsonNode.Parse(before) is not JsonObject old || JsonNode.Parse(after) is not JsonObject tree)
            return after;
        var removed = false;
        foreach (var (keys, later) in LaterDefaultsOf(tree).Select(later => (later.Key.Split('.'), later)))
        {
            if (At(old, keys) is { } was && was[keys[^1]] is null && At(tree, keys) is { } section && later.GoesOnWith(section[keys[^1]]))
                removed |= section.Remove(keys[^1]);
        }
        return removed ? SettingsJson.Text(MethodSciences.Read(tree)) : after;
    }

    /// <summary>The first assembly of a plug-in that is another one than it was, in words; null: there is none.</summary>
    public static string? PluginDifference(string before, string after)
    {
        if (Assemblies(before) is not { } old || Assemblies(after) is not { } @new)
            return null;
        return old.Where(entry => @new[entry.Key] is { } text && !JsonNode.DeepEquals(entry.Value, text))
            .Select(entry => $"the plug-in {entry.Key} was {entry.Value} and is {@new[entry.Key]}")
            .FirstOrDefault();
    }

    /// <summary>
    /// The settings with all that may be another's in a search that goes on: the strategies, the further phases, the plug-ins, and what no
    /// result depends on.
    /// </summary>
    public static string GoingOnWith(string settings, string others)
    {
        var (tree, source) = (JsonNode.Parse(Complete(settings))!.AsObject(), JsonNode.Parse(Complete(others)));
        foreach (var keys in Strategies.Except([Phases]).Select(path => path.Split('.')))
        {
            if (tree[keys[0]] is JsonObject section && source?[keys[0]]?[keys[1]] is { } value)
                section[keys[1]] = value.DeepClone();
        }
        foreach (var section in new[] { Plugins, Phases })
        {
            tree.Remove(section);
            if (source?[section] is { } other)
                tree[section] = other.DeepClone();
        }
        foreach (var keys in Free.Select(path => path.Split('.')))
        {
            // A folder is that of the set that it was given with, and not of one that stands in for it.
            if (
                At(tree, keys) is not { } section
                || At(source, keys) is not { } given
                || !JsonNode.DeepEquals(section["name"], given["name"])
            )
                continue;
            section.Remove(keys[^1]);
            if (given[keys[^1]] is { } value)
                section[keys[^1]] = value.DeepClone();
        }
        return SettingsJson.Text(MethodSciences.Read(tree));
    }

    /// <summary>Keys that every section has that names a strategy.</summary>
    private static IEnumerable<string> SectionKeys(params string[] keys) =>
        SearchMethods
            .All.SelectMany(method => method.StrategySections)
            .Distinct()
            .SelectMany(section => keys.Select(key => $"{section}.{key}"));

    /// <summary>The section that has a key.</summary>
    private static JsonObject? At(JsonNode? tree, string[] keys) =>
        keys.SkipLast(1).Aggregate(tree, (node, key) => (node as JsonObject)?[key]) as JsonObject;

    private static JsonObject? Assemblies(string settings) => JsonNode.Parse(settings)?[Plugins]?["assemblies"] as JsonObject;

    /// <summary>Equal for searches whose results must be equal: lower-case hex SHA-256.</summary>
    public static string Hash(string settings)
    {
        var tree = JsonNode.Parse(settings)!.AsObject();
        foreach (var path in Free.Concat(Editions.Where(edition => !edition.Counts).Select(edition => edition.Key)))
        {
            var keys = path.Split('.');
            At(tree, keys)?.Remove(keys[^1]);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tree.ToJsonString())));
    }

    /// <summary>Settings of an older version lack the keys that are new since: they had their defaults.</summary>
    private static string Complete(string settings)
    {
        try
        {
            return SettingsJson.Text(MethodSciences.Read(settings));
        }
        catch (JsonException)
        {
            return settings;
        }
    }

    private static string? First(string path, JsonNode? before, JsonNode? after, string[] free, ImmutableArray<LaterDefault> later)
    {
        if (free.Contains(path, StringComparer.Ordinal))
            return null;
        if (before is null && later.Any(one => one.Key == path && one.GoesOnWith(after)))
            return null;
        if (before is JsonObject old && after is JsonObject @new)
        {
            return old.Select(entry => entry.Key)
                .Union(@new.Select(entry => entry.Key))
                .Select(key => First(path.Length == 0 ? key : $"{path}.{key}", old[key], @new[key], free, later))
                .FirstOrDefault(key => key is not null);
        }
        return JsonNode.DeepEquals(before, after)
            ? null
            : $"{path} was {before?.ToJsonString() ?? "not set"} and is {after?.ToJsonString() ?? "not set"}";
    }
}
