using System.Collections.Immutable;

namespace Nas.Model.Tables.Files;

/// <summary>A table as its file has it: texts.</summary>
/// <param name="Columns">In the order of the file.</param>
/// <param name="Keys">The column of the rows' keys, where the file has keys.</param>
internal sealed record TableFile(ImmutableArray<string> Columns, ImmutableArray<TableRow> Rows, string? Keys = null)
{
    /// <summary>The texts of a column, without the rows that have none.</summary>
    public IEnumerable<string> Texts(string column)
    {
        var index = Columns.IndexOf(column);
        return Rows.Select(row => row.Cell(index)).OfType<string>();
    }
}

/// <param name="Place">For people: <c>line 12</c>, <c>row "22212220"</c>.</param>
/// <param name="Cells">By column; null, or too short, where the row has no value.</param>
/// <param name="Fault">Why the row cannot be used, whatever is asked of it; null: nothing is wrong with it.</param>
internal sealed record TableRow(string Place, string?[] Cells, string? Fault)
{
    public string? Cell(int column) => column < Cells.Length ? Cells[column] : null;
}
