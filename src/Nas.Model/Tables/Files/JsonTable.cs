using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Nas.Model.Tables.Files;

/// <summary>A list of objects, or an object of objects, whose keys become a column.</summary>
internal sealed class JsonTable
{
    private const string KeyColumn = "key";

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <exception cref="DamagedFileException">The file is not JSON, or no table.</exception>
    public static TableFile Read(string path, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(TableText.Json(bytes));
            return new JsonTable().Read(path, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new DamagedFileException(
                $"{path}, line {e.LineNumber + 1}: is not JSON ({JsonFault.Cause(e)}); set space.columns.format where it is something else.",
                e
            );
        }
    }

    private TableFile Read(string path, JsonElement root)
    {
        var keyed = root.ValueKind == JsonValueKind.Object;
        if (!keyed && root.ValueKind != JsonValueKind.Array)
        {
            throw new DamagedFileException($"{path} is JSON, but no table: write a list of rows, or an object whose members are rows.");
        }
        var rows = ImmutableArray.CreateBuilder<TableRow>();
        var cells = 0L;
        foreach (
            var (key, row) in keyed
                ? root.EnumerateObject().Select(row => ((JsonProperty?)row, row.Value))
                : root.EnumerateArray().Select(row => ((JsonProperty?)null, row))
        )
        {
            rows.Add(Row(rows.Count + 1, row, key));
            TableLimits.Require(path, _names.Count, cells += rows[^1].Cells.Length);
        }
        return new TableFile([.. _names], rows.ToImmutable(), keyed ? KeyColumn : null);
    }

    private TableRow Row(int number, JsonElement row, JsonProperty? key)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"row {number}");
        var cells = new List<string?>(_names.Count);
        try
        {
            string? fault = null;
            if (key is { Name: var name })
            {
                place = $"row \"{name}\"";
                fault = Set(cells, KeyColumn, name);
            }
            fault ??= row.ValueKind == JsonValueKind.Object ? Add(cells, "", row) : "is no object { \"column\": value, ... }";
            return new TableRow(place, [.. cells], fault);
        }
        catch (InvalidOperationException)
        {
            return new TableRow(place, [], "has text that is no Unicode, such as half of a pair of surrogates");
        }
    }

    /// <returns>The fault of the value; null: none.</returns>
    private string? Add(List<string?> cells, string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .Select(member => Add(cells, name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value))
                .ToArray()
                .FirstOrDefault(fault => fault is not null),
            JsonValueKind.Array => value
                .EnumerateArray()
                .Select((item, i) => Add(cells, string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item))
                .ToArray()
                .FirstOrDefault(fault => fault is not null),
            JsonValueKind.String => Set(cells, name, TableText.Of(value)),
            JsonValueKind.Null => null,
            _ => Set(cells, name, value.GetRawText()),
        };

    private string? Set(List<string?> cells, string name, string text)
    {
        if (text.Length == 0)
            return null;
        if (!_columns.TryGetValue(name, out var column))
        {
            _columns.Add(name, column = _names.Count);
            _names.Add(name);
        }
        while (cells.Count <= column)
            cells.Add(null);
        if (cells[column] is not null)
            return $"has two values for '{name}'";
        cells[column] = text;
        return null;
    }
}
