using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Search.Reading;

namespace Actors.Tests.Search;

/// <summary>A history as a query prints it.</summary>
internal static class HistoryText
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Of(IEnumerable<HistoryEntry> entries) =>
        string.Join('\n', entries.Select(entry => JsonSerializer.Serialize(entry, Options)));
}
