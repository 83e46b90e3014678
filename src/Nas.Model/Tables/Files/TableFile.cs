using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Nas.Model.Tables.Files;

/// <summary>A table as its file has it: texts.</summary>
/// <param name="Columns">Names of the columns, in the order of the file.</param>
/// <param name="Keys">The column of the rows' keys, where the file has keys.</param>
internal sealed partial record TableFile(ImmutableArray<string> Columns, ImmutableArray<TableRow> Rows, string? Keys = null)
{
    /// <summary>
    /// Name of a column without a name, as pandas writes it: the column in which pandas writes its index, the numbers of rows, has none.
    /// </summary>
    /// <param name="number">Number of the column, from 0.</param>
    public static string Unnamed(int number) => $"Unnamed: {number}";

    /// <summary>True where a column has no name, here or in the file that this one was made from.</summary>
    public static bool IsUnnamed(string column) => UnnamedColumn().IsMatch(column);

    /// <summary>The texts of a column, without the rows that have none.</summary>
    public IEnumerable<string> Texts(string column)
    {
        var index = Columns.IndexOf(column);
        return Rows.Select(row => row.Cell(index)).OfType<string>();
    }

    [GeneratedRegex(@"^Unnamed: \d+(\.\d+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnnamedColumn();
}

/// <param name="Place">Place of the row in words for people: <c>line 12</c>, <c>row "22212220"</c>.</param>
/// <param name="Cells">Cells by column; null, or too short, where the row has no value.</param>
/// <param name="Fault">Reason why the row cannot be used, whatever is asked of it; null: nothing is wrong with it.</param>
internal sealed record TableRow(string Place, string?[] Cells, string? Fault)
{
    public string? Cell(int column) => column < Cells.Length ? Cells[column] : null;
}
