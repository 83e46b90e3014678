using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>The one JSON form of settings: kebab-case keys as in search files, unknown members refused, every default written.</summary>
public static class SettingsJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        WriteIndented = true,
    };

    /// <summary>The methods and the records that their settings are.</summary>
    public static ImmutableSortedDictionary<string, Type> Methods { get; } = ImmutableSortedDictionary<string, Type>.Empty
        .Add(StNasSettings.MethodName, typeof(StNasSettings)).Add(CrNasSettings.MethodName, typeof(CrNasSettings))
        .Add(BlackBoxSettings.MethodName, typeof(BlackBoxSettings))
        .Add(FidelitySettings.MethodName, typeof(FidelitySettings));

    public static string Text(SearchSettings settings) => JsonSerializer.Serialize(settings, settings.GetType(), Options);

    /// <exception cref="JsonException">Not the JSON form of settings.</exception>
    public static SearchSettings Read(string text) => Read(JsonNode.Parse(text) as JsonObject ?? throw new JsonException("Settings are an object."));

    /// <exception cref="JsonException">Not the JSON form of settings.</exception>
    public static SearchSettings Read(JsonObject tree) => (SearchSettings)tree.Deserialize(MethodOf(tree), Options)!;

    private static Type MethodOf(JsonObject tree)
    {
        var name = tree["method"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : StNasSettings.MethodName;
        return Methods.GetValueOrDefault(name) ?? throw new JsonException($"There is no method '{name}'.");
    }

    /// <summary>Names the settings: lower-case hex SHA-256 of their JSON form.</summary>
    public static string Hash(SearchSettings settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(settings))));
}
