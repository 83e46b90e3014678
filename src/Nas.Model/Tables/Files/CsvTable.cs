using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Nas.Model.Tables.Files;

/// <summary>
/// Comma-separated values (RFC 4180), semicolons and tabs as well; the first line names the columns; lines that begin with # are comments.
/// </summary>
internal static class CsvTable
{
    private const char Comment = '#';
    private const int Shown = 60,
        MostBrokenCells = 100;

    private static readonly string[] Delimiters = [",", ";", "\t"];

    /// <exception cref="DamagedFileException">The file is not CSV with a line of column names.</exception>
    public static TableFile Read(string path, byte[] bytes)
    {
        TableLimits.RequireLines(path, bytes);
        var quotes = new BrokenQuotes();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = DelimiterOf(bytes),
            AllowComments = true,
            Comment = Comment,
            TrimOptions = TrimOptions.Trim,
            MaxFieldSize = TableLimits.Cell,
            BadDataFound = data => quotes.Found(data.RawRecord),
        };
        using var parser = new CsvParser(TableText.Reader(bytes), configuration);
        try
        {
            if (!parser.Read())
                throw new DamagedFileException($"{path} is empty; its first line names the columns.");
            var header = parser.Record!;
            if (quotes.Take() is { } broken)
                throw new DamagedFileException($"{path}, line {parser.RawRow}: {broken}.");
            var columns = Named(path, header);
            var rows = ImmutableArray.CreateBuilder<TableRow>();
            while (parser.Read())
            {
                rows.Add(Row(parser, columns.Length, quotes));
                TableLimits.Require(path, columns.Length, (long)rows.Count * columns.Length);
            }
            return new TableFile(columns, rows.ToImmutable());
        }
        catch (QuotesException e)
        {
            throw new DamagedFileException($"{path}, line {parser.RawRow}: {e.Message}.", e);
        }
        catch (MaxFieldSizeException e)
        {
            throw new DamagedFileException(
                $"{path}, line {parser.RawRow}: a cell has more than {TableLimits.Cell:N0} letters, or a quote before it is not closed.",
                e
            );
        }
    }

    private static TableRow Row(CsvParser parser, int columns, BrokenQuotes quotes)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"line {parser.RawRow}");
        var cells = parser.Record!;
        if (quotes.Take() is { } broken)
            return new TableRow(place, [], broken);
        return new TableRow(
            place,
            [.. cells.Select(cell => cell.Length == 0 ? null : cell)],
            cells.Length == columns ? null : $"has {cells.Length} cells, where the file has {columns} columns"
        );
    }

    /// <summary>Names of all columns, also of those without a name; no two are the same.</summary>
    private static ImmutableArray<string> Named(string path, string[] header)
    {
        TableLimits.Require(path, header.Length, 0);
        if (header.Any(name => name.Contains('\0', StringComparison.Ordinal)))
            throw new DamagedFileException($"{path} has zero bytes in its first line, and is no text that can be read: save it as UTF-8.");
        if (
            header
                .Where(name => name.Length > 0)
                .GroupBy(name => name, StringComparer.Ordinal)
                .FirstOrDefault(group => group.Count() > 1) is
            { } twice
        )
        {
            throw new DamagedFileException($"{path}: two columns are named '{twice.Key}'; rename one.");
        }
        if (header.All(name => name.Length == 0))
            throw new DamagedFileException($"{path}: no column has a name; the first line names the columns.");
        var taken = header.ToHashSet(StringComparer.Ordinal);
        var columns = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < header.Length; i++)
        {
            var name = header[i];
            if (name.Length == 0)
            {
                for (name = TableFile.Unnamed(i); !taken.Add(name); )
                    name += ".1";
            }
            columns.Add(name);
        }
        return columns.ToImmutable();
    }

    private static string Brief(string record) =>
        record.Trim().ReplaceLineEndings(" ") is { Length: > Shown } text ? text[..Shown] + "..." : record.Trim().ReplaceLineEndings(" ");

    /// <summary>The one that the line of column names has most of.</summary>
    private static string DelimiterOf(byte[] bytes)
    {
        using var lines = TableText.Reader(bytes);
        var header = "";
        while (lines.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == Comment)
                continue;
            header = line;
            break;
        }
        return Delimiters.MaxBy(delimiter => header.Split(delimiter).Length)!;
    }

    private sealed class QuotesException(string message) : Exception(message);

    /// <summary>
    /// The faults that the parser finds in the quotes of a row, cell by cell. It reports the whole row each time, so that a row with very
    /// many ends the file.
    /// </summary>
    private sealed class BrokenQuotes
    {
        private string? _fault;
        private int _cells;

        public void Found(string record)
        {
            _fault ??= $"the quotes do not match in '{Brief(record)}': quote the whole cell and double the quotes in it";
            if (++_cells > MostBrokenCells)
                throw new QuotesException(_fault);
        }

        /// <summary>Takes the fault of the row that was read last; null: none.</summary>
        public string? Take()
        {
            var fault = _fault;
            (_fault, _cells) = (null, 0);
            return fault;
        }
    }
}
