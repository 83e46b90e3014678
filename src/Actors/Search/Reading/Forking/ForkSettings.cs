using System.Text.Json.Nodes;
using Actors.Search.Deciding;
using Actors.Search.Methods;
using Actors.Search.State;
using Nas.Model;
using Nas.Model.Settings;

namespace Actors.Search.Reading.Forking;

/// <summary>Tells which settings a fork may change: those that nothing which it inherits depends on.</summary>
public static class ForkSettings
{
    private static readonly (string Section, string Reason)[] Reasons =
    [
        ("method", "the phases are those of another method"),
        ("seed", "the inherited weights, images and scores follow from it; strategy.seed is the seed of the strategy alone"),
        ("data", "the inherited weights were trained and scored on other images"),
        ("space", "the inherited architectures belong to another space"),
        ("constraint", "the inherited weights were trained for it"),
        ("proxy", "the inherited scores were found in another way"),
        ("plugins", "what is inherited may have been made by them"),
        ("devices", "other devices give other bits than those that the inherited scores have"),
    ];

    /// <exception cref="UserException">The new settings contradict what would be inherited; the sentence names the first such key and
    /// why.</exception>
    public static void Check(SearchSettings before, SearchSettings after, string phase)
    {
        var free = SearchMethods.LaterThan(after, phase).Concat(SettingsIdentity.Free).Append("name").ToArray();
        foreach (
            var (key, old, now) in Differences("", JsonNode.Parse(SettingsJson.Text(before)), JsonNode.Parse(SettingsJson.Text(after)))
        )
        {
            if (Array.Exists(free, path => key == path || key.StartsWith(path + ".", StringComparison.Ordinal)))
                continue;
            // Nothing that is inherited was made by a plug-in.
            if (key == "plugins" && before.Plugins is null)
                continue;
            var reason =
                Reasons
                    .FirstOrDefault(reason => key == reason.Section || key.StartsWith(reason.Section + ".", StringComparison.Ordinal))
                    .Reason
                ?? "the inherited weights were made in another way";
            throw new UserException($"{key} was {old} and would be {now}: a fork cannot change it, for {reason}.");
        }
    }

    private static IEnumerable<(string Key, string Before, string After)> Differences(string path, JsonNode? before, JsonNode? after)
    {
        if (before is JsonObject old && after is JsonObject @new)
        {
            return old.Select(entry => entry.Key)
                .Union(@new.Select(entry => entry.Key))
                .SelectMany(key => Differences(path.Length == 0 ? key : $"{path}.{key}", old[key], @new[key]));
        }
        return JsonNode.DeepEquals(before, after) ? [] : [(path, before?.ToJsonString() ?? "not set", after?.ToJsonString() ?? "not set")];
    }
}
