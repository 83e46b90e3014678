using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Nas.Model.Tables.Files;

/// <summary>Comma-separated values (RFC 4180), semicolons and tabs as well; the first line names the columns; lines that begin with # are comments.</summary>
internal static class CsvTable
{
    private const char Comment = '#';

    private static readonly string[] Delimiters = [",", ";", "\t"];

    /// <exception cref="DamagedFileException">Not a CSV file with a line of column names.</exception>
    public static TableFile Read(string path, string text)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = DelimiterOf(text),
            AllowComments = true,
            Comment = Comment,
            TrimOptions = TrimOptions.Trim,
            BadDataFound = data => throw new DamagedFileException(
                $"{path}, line {data.Context.Parser!.RawRow}: the quotes do not match in '{data.RawRecord.Trim()}'; quote the whole cell and double the quotes in it."),
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        if (!parser.Read()) throw new DamagedFileException($"{path} is empty; its first line names the columns.");
        var columns = parser.Record!.ToImmutableArray();
        CheckNames(path, columns);
        var rows = ImmutableArray.CreateBuilder<TableRow>();
        while (parser.Read())
        {
            var cells = parser.Record!;
            rows.Add(new TableRow(
                string.Create(CultureInfo.InvariantCulture, $"line {parser.RawRow}"),
                [.. cells.Select(cell => cell.Length == 0 ? null : cell)],
                cells.Length == columns.Length ? null : $"has {cells.Length} cells, where the file has {columns.Length} columns"));
        }
        return new TableFile(columns, rows.ToImmutable());
    }

    private static void CheckNames(string path, ImmutableArray<string> columns)
    {
        if (columns.Any(column => column.Length == 0)) throw new DamagedFileException($"{path}: a column has no name; the first line names the columns.");
        if (columns.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new DamagedFileException($"{path}: two columns are named '{twice.Key}'; rename one.");
        }
    }

    /// <summary>The one that the line of column names has most of.</summary>
    private static string DelimiterOf(string text)
    {
        using var lines = new StringReader(text);
        var header = "";
        while (lines.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == Comment) continue;
            header = line;
            break;
        }
        return Delimiters.MaxBy(delimiter => header.Split(delimiter).Length)!;
    }
}
