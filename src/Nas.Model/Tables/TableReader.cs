using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Encodings;
using Nas.Model.Tables.Files;

namespace Nas.Model.Tables;

/// <summary>A row that can be used.</summary>
/// <param name="Value">Value of the objective in the file.</param>
internal sealed record ReadRow(string Place, ImmutableArray<NamedChoice> Choices, double Value, long Cost, long Parameters);

/// <summary>Reads the rows of a table by the meanings of its columns.</summary>
internal sealed class TableReader
{
    private readonly string _path;
    private readonly TableFile _file;
    private readonly TableSettings _settings;
    private readonly TableRoles _roles;
    private readonly ImmutableArray<int> _decisions;
    private readonly ImmutableArray<NumberColumn> _spellings;
    private readonly PercentColumns _percents;
    private readonly bool _byColumn;
    private readonly List<string> _faults = [];

    public TableReader(string path, TableFile file, TableSettings settings, TableRoles roles, int edition)
    {
        (_path, _file, _settings, _roles, _byColumn) = (path, file, settings, roles, edition > TableSettings.First);
        _decisions = [.. roles.Decisions.Select(name => file.Columns.IndexOf(name))];
        _spellings = _byColumn ? [.. roles.Decisions.Select(name => NumberColumn.Of(file.Texts(name)))] : [];
        _percents = new PercentColumns(file);
    }

    /// <summary>Faults of the rows that were left out.</summary>
    public ImmutableArray<string> Faults => [.. _faults];

    /// <summary>A sentence on each thing that was taken for something else.</summary>
    public ImmutableArray<string> Notes =>
        [
            .. _roles
                .Decisions.Zip(_spellings)
                .Where(pair => pair.Second.Note is not null)
                .Select(pair => $"{_path}: column '{pair.First}' has {pair.Second.Note}."),
        ];

    /// <summary>True where something was read in another way than by <see cref="TableSettings.First"/>.</summary>
    public bool IsOfEdition { get; private set; }

    /// <summary>Rows of different architectures, which make the same decisions.</summary>
    /// <exception cref="UserException">A row that cannot be used, unless such rows are to be skipped; or none that can.</exception>
    public ImmutableArray<ReadRow> Read()
    {
        var rows = ImmutableArray.CreateBuilder<ReadRow>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in _file.Rows)
        {
            try
            {
                var read = Read(row);
                var text = TextOf(read);
                if (rows.Count > 0 && read.Choices.Length != rows[0].Choices.Length)
                {
                    throw new BadRowException($"has {read.Choices.Length} decisions, where {rows[0].Place} has {rows[0].Choices.Length}");
                }
                if (!places.TryAdd(text, read.Place))
                    throw new BadRowException($"is the architecture {text}, as {places[text]} is");
                rows.Add(read);
            }
            catch (BadRowException bad)
            {
                _faults.Add($"{_path}, {row.Place}: {bad.Message}");
            }
        }
        if (_faults.Count > 0 && _settings.BadRows == "refuse")
        {
            var more = _faults.Count > 1 ? $" (and {_faults.Count - 1} more rows are bad)" : "";
            throw new DamagedFileException($"{_faults[0]}{more}; correct the file, or set space.columns.bad-rows = skip to go without.");
        }
        if (rows.Count == 0)
            throw new DamagedFileException($"{_path} has no row that can be used{(_faults.Count > 0 ? $": {_faults[0]}" : "")}.");
        return rows.ToImmutable();
    }

    private string TextOf(ReadRow row) => _roles.Encoding.Write([.. row.Choices.Select(choice => choice.Option)]);

    private ReadRow Read(TableRow row)
    {
        if (row.Fault is { } fault)
            throw new BadRowException(fault);
        if (_byColumn && row.Cells.Any(cell => cell?.Contains(TableText.NoText, StringComparison.Ordinal) is true))
        {
            IsOfEdition = true;
            throw new BadRowException("has bytes that are no UTF-8: save the file as UTF-8");
        }
        var value = Number(row, _roles.Objective);
        return new ReadRow(
            row.Place,
            _roles.Architecture is { } column ? Encoded(row, column) : Columns(row),
            value,
            _roles.Cost is { } cost ? Whole(row, cost, _settings.CostScale, "cost-scale") : 0,
            _roles.Parameters is { } parameters ? Whole(row, parameters, _settings.ParametersScale, "parameters-scale") : 0
        );
    }

    private ImmutableArray<NamedChoice> Encoded(TableRow row, string column) =>
        Text(row, column) is var text && _roles.Encoding.TryRead(text) is { } choices
            ? choices
            : throw new BadRowException($"column '{column}' has '{text}', which is no architecture as space.columns.encoding says");

    private ImmutableArray<NamedChoice> Columns(TableRow row) =>
        [.. _roles.Decisions.Select((name, i) => new NamedChoice(name, name, Option(i, row.Cell(_decisions[i]) ?? throw Missing(name))))];

    private string Option(int decision, string text)
    {
        if (!_byColumn || _spellings[decision].SpellingOf(text) is not { } spelling || spelling == text)
            return text;
        IsOfEdition = true;
        return spelling;
    }

    private string Text(TableRow row, string column) => row.Cell(_file.Columns.IndexOf(column)) ?? throw Missing(column);

    /// <summary>A number, or a percentage, which is a hundredth of the number.</summary>
    private double Number(TableRow row, string column)
    {
        var text = Text(row, column);
        var percent = text.EndsWith('%');
        if (
            !double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
        )
        {
            throw new BadRowException($"column '{column}' has '{text}', which is no number");
        }
        if (_byColumn && _percents.FaultOf(column, percent) is { } fault)
        {
            IsOfEdition = true;
            throw new BadRowException($"column '{column}' has '{text}' {fault}");
        }
        return percent ? number / 100 : number;
    }

    private long Whole(TableRow row, string column, double scale, string key)
    {
        var value = Number(row, column) * scale;
        var whole = Math.Round(value);
        if (whole is < 0 or > long.MaxValue / 2)
            throw new BadRowException($"column '{column}' has '{Text(row, column)}', and a cost is from 0 to 2^62");
        if (Math.Abs(value - whole) > 1e-6 * Math.Max(1, whole))
        {
            throw new BadRowException(
                $"column '{column}' has '{Text(row, column)}', and a cost is a whole number: set space.columns.{key} to what makes it one"
            );
        }
        return (long)whole;
    }

    private static BadRowException Missing(string column) => new($"column '{column}' has no value");

    private sealed class BadRowException(string message) : Exception(message);
}
