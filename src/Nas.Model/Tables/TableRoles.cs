using System.Collections.Immutable;
using Nas.Model.Settings;
using Nas.Model.Spaces.Encodings;
using Nas.Model.Tables.Encodings;
using Nas.Model.Tables.Files;

namespace Nas.Model.Tables;

/// <summary>The meanings of the columns.</summary>
/// <param name="Architecture">The column of whole architectures; null: each of <paramref name="Decisions"/> is a column.</param>
internal sealed record TableRoles(
    string? Architecture,
    IArchitectureEncoding Encoding,
    ImmutableArray<string> Decisions,
    string Objective,
    string? Cost,
    string? Parameters
)
{
    private const int MostListed = 20;

    private static readonly string[] UsualObjectives = ["score", "objective", "accuracy", "mean_acc", "test_accuracy", "test_acc", "top1"];
    private static readonly string[] UsualCosts = ["madds", "macs", "flops", "cost", "latency"];
    private static readonly string[] UsualParameters = ["parameters", "params"];

    /// <summary>A sentence on each column that was taken to mean nothing without the settings saying so.</summary>
    public ImmutableArray<string> Notes { get; private init; } = [];

    /// <summary>True where the meanings differ from those by <see cref="TableSettings.First"/>.</summary>
    public bool IsOfEdition => !Notes.IsEmpty;

    /// <summary>Finds the columns by the settings, and where these are silent by the usual names.</summary>
    /// <exception cref="UserException">A column that is not there, or none or several that could be meant.</exception>
    public static TableRoles Of(string path, TableFile file, TableSettings settings, int edition)
    {
        foreach (var (key, name) in Named(settings))
        {
            if (file.Columns.Contains(name))
                continue;
            throw new UserException(
                $"{path} has no column '{name}', which space.columns.{key} names{Spelling.Hint(name, file.Columns)}; its columns are {List(file.Columns)}."
            );
        }
        string? Usual(IEnumerable<string> names) =>
            names.Select(name => Only(path, file, name, settings.Ignore)).FirstOrDefault(column => column is not null);
        var objective =
            settings.Objective
            ?? Usual(UsualObjectives)
            ?? throw new UserException(
                $"{path} has no column named {string.Join(", ", UsualObjectives)}: set space.columns.objective to one of its columns, which are {List(file.Columns)}."
            );
        var cost = settings.Cost ?? Usual(UsualCosts.Where(name => !Is(objective, name)));
        var parameters = settings.Parameters ?? Usual(UsualParameters.Where(name => !Is(objective, name)));
        if (settings.Architecture is not null && settings.Decisions is not null)
        {
            throw new UserException("space.columns names an architecture column and decision columns: leave one of the two out.");
        }
        if (settings.Decisions is null && (settings.Architecture ?? file.Keys ?? CellColumn(file)) is { } architecture)
        {
            return new TableRoles(architecture, EncodingOf(file, architecture, settings.Encoding), [], objective, cost, parameters);
        }
        var nameless =
            settings.Decisions is null && edition > TableSettings.First
                ? file.Columns.Where(TableFile.IsUnnamed).Except([objective, cost, parameters, .. settings.Ignore]).ToImmutableArray()
                : [];
        string?[] taken = [objective, cost, parameters, .. settings.Ignore, .. nameless];
        var decisions = settings.Decisions ?? [.. file.Columns.Where(column => !taken.Contains(column))];
        if (decisions.IsEmpty)
            throw new UserException($"{path} has no column of decisions beside '{objective}': name them in space.columns.decisions.");
        if (decisions.FirstOrDefault(decision => taken.Contains(decision)) is { } both)
        {
            throw new UserException($"space.columns gives the column '{both}' of {path} two meanings: name it once.");
        }
        return new TableRoles(null, new ColumnsEncoding(decisions), decisions, objective, cost, parameters)
        {
            Notes = nameless.IsEmpty
                ? []
                : [$"{path}: columns without a name, as pandas writes the numbers of rows, mean nothing to the search: {List(nameless!)}."],
        };
    }

    /// <summary>The column of a usual name, however its letters are written; null: there is none.</summary>
    private static string? Only(string path, TableFile file, string name, ImmutableArray<string> ignored)
    {
        string[] alike = [.. file.Columns.Where(column => Is(column, name))];
        if (alike.Length > 1)
            alike = [.. alike.Except(ignored)];
        return alike.Length < 2
            ? alike.FirstOrDefault()
            : throw new UserException(
                $"{path} has the columns {string.Join(" and ", alike)}: say in space.columns what each means, or space.columns.ignore = [\"{alike[1]}\"]."
            );
    }

    private static IEnumerable<(string Key, string Name)> Named(TableSettings settings) =>
        new (string Key, string? Name)[]
        {
            ("objective", settings.Objective),
            ("cost", settings.Cost),
            ("parameters", settings.Parameters),
            ("architecture", settings.Architecture),
        }
            .Where(pair => pair.Name is not null)
            .Select(pair => (pair.Key, pair.Name!))
            .Concat((settings.Decisions ?? []).Select(name => ("decisions", name)))
            .Concat(settings.Ignore.Select(name => ("ignore", name)));

    private static string? CellColumn(TableFile file) =>
        file.Columns.FirstOrDefault(column =>
            file.Texts(column).FirstOrDefault() is { } text && new CellEncoding().TryRead(text) is not null
        );

    private static IArchitectureEncoding EncodingOf(TableFile file, string column, string name) =>
        name switch
        {
            "nas-bench-201" => new CellEncoding(),
            "digits" => new DigitsEncoding(),
            "option" => new OptionEncoding(),
            _ when file.Texts(column).FirstOrDefault() is { } text && new CellEncoding().TryRead(text) is not null => new CellEncoding(),
            _ when AreCodes([.. file.Texts(column)]) => new DigitsEncoding(),
            _ => new OptionEncoding(),
        };

    /// <summary>True where the texts are digits, equally many in each.</summary>
    private static bool AreCodes(string[] texts) =>
        texts.Length > 0 && texts[0].Length > 1 && texts.All(text => text.Length == texts[0].Length && text.All(char.IsAsciiDigit));

    private static bool Is(string column, string name) => column.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string List(ImmutableArray<string> columns) =>
        string.Join(", ", columns.Take(MostListed)) + (columns.Length > MostListed ? $" and {columns.Length - MostListed:N0} more" : "");
}
