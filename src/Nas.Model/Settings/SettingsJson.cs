using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>The one JSON form of settings: kebab-case keys as in search files, unknown members refused, every default written.</summary>
public static class SettingsJson
{
    public static JsonSerializerOptions Options { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
            WriteIndented = true,
        };

    public static string Text(SearchSettings settings) => JsonSerializer.Serialize(settings, settings.GetType(), Options);

    /// <summary>Names the settings: lower-case hex SHA-256 of their JSON form.</summary>
    public static string Hash(SearchSettings settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(settings))));
}
