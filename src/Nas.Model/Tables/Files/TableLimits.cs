namespace Nas.Model.Tables.Files;

/// <summary>Limits that no table of architectures exceeds; a file that does would take all memory.</summary>
internal static class TableLimits
{
    public const long Bytes = 512 << 20;

    /// <summary>Bytes of a row of CSV.</summary>
    public const int Line = 16 << 20;

    /// <summary>Letters of a cell.</summary>
    public const int Cell = 1 << 20;

    public const int Columns = 10_000;

    public const int Cells = 40_000_000;

    /// <exception cref="DamagedFileException">There are more.</exception>
    public static void Require(string path, int columns, long cells)
    {
        if (columns > Columns)
            throw new DamagedFileException($"{path} has more than {Columns:N0} columns: leave out those that mean nothing to the search.");
        if (cells > Cells)
            throw new DamagedFileException($"{path} has more than {Cells:N0} cells: leave out columns that mean nothing to the search.");
    }

    /// <exception cref="DamagedFileException">A line is longer than a row may be.</exception>
    public static void RequireLines(string path, ReadOnlySpan<byte> text)
    {
        for (var line = 1; !text.IsEmpty; line++)
        {
            var end = text.IndexOf((byte)'\n');
            var length = end < 0 ? text.Length : end;
            if (length > Line)
                throw new DamagedFileException($"{path}, line {line}: is longer than {Line >> 20} MiB, which no row of a table is.");
            text = text[Math.Min(text.Length, length + 1)..];
        }
    }
}
