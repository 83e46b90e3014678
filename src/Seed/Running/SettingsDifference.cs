using System.Text.Json.Nodes;
using Nas.Model.Settings;

namespace Seed.Running;

/// <param name="Left">The first search's value, as JSON.</param>
public sealed record SettingsDifference(string Key, string Left, string Right)
{
    /// <summary>What a search's results do not depend on may change from one run of it to the next.</summary>
    private static readonly SearchSettings s_free = new() { Name = "", Data = new DataSettings { Name = "" }, Space = new SpaceSettings { Preset = "" } };

    /// <summary>The first key, in the order of the settings, whose values differ; null where the two are the same search.</summary>
    public static SettingsDifference? First(SearchSettings left, SearchSettings right) => First(Tree(left), Tree(right), "");

    private static JsonNode? Tree(SearchSettings settings) =>
        JsonNode.Parse(SettingsJson.Text(settings with { Devices = settings.Devices with { Count = s_free.Devices.Count } }));

    private static SettingsDifference? First(JsonNode? left, JsonNode? right, string path)
    {
        if (JsonNode.DeepEquals(left, right)) return null;
        if (left is not JsonObject l || right is not JsonObject r) return new SettingsDifference(path, Shown(left), Shown(right));
        return l.Select(member => member.Key).Union(r.Select(member => member.Key))
            .Select(key => First(l[key], r[key], path.Length == 0 ? key : $"{path}.{key}"))
            .First(difference => difference is not null);
    }

    private static string Shown(JsonNode? node) => node?.ToJsonString() ?? "unset";
}
