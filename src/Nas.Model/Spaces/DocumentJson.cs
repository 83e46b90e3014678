using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nas.Model.Spaces;

/// <summary>Architectures as JSON files. Reading is strict, so that a file that was edited is not half understood.</summary>
internal static class DocumentJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    public static string Text<T>(T document) => JsonSerializer.Serialize(document, Options);

    /// <exception cref="UserException">The text is not the JSON form of this document; the sentence says where and why.</exception>
    public static T Read<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" (line {line + 1}, {e.Path})" : "";
            throw new UserException($"This is not the JSON form of an architecture{place}: {JsonFault.Cause(e)}.", e);
        }
    }
}
