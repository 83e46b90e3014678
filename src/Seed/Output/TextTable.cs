using System.Globalization;
using System.Text;
using Nas.Model;

namespace Seed.Output;

/// <summary>Columns of plain text: numbers to the right, words to the left, nothing that a pipe would stumble over.</summary>
public sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public TextTable Add(params object?[] cells)
    {
        _rows.Add([.. cells.Select(cell => HarmlessText.Line(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))]);
        return this;
    }

    public override string ToString()
    {
        var numeric = headers.Select((_, column) => _rows.Count > 0 && _rows.All(row => IsNumber(row[column]))).ToArray();
        var widths = headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows.Prepend(headers))
        {
            var cells = row.Select((cell, column) => numeric[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
        return text.ToString();
    }

    private static bool IsNumber(string cell) => cell.All(c => char.IsAsciiDigit(c) || c is ' ' or '.' or ',' or '+' or '-' or '%' or '±');
}
