using System.Collections.Immutable;
using Nas.Model.Settings;
using Nas.Model.Tables.Encodings;
using Nas.Model.Tables.Files;

namespace Nas.Model.Tables;

/// <summary>Which column means what.</summary>
/// <param name="Architecture">The column of whole architectures; null: each of <paramref name="Decisions"/> is a column.</param>
internal sealed record TableRoles(
    string? Architecture, IArchitectureEncoding Encoding, ImmutableArray<string> Decisions, string Objective, string? Cost, string? Parameters)
{
    private static readonly string[] UsualObjectives = ["score", "objective", "accuracy", "mean_acc", "test_accuracy", "test_acc", "top1"];
    private static readonly string[] UsualCosts = ["madds", "macs", "flops", "cost", "latency"];
    private static readonly string[] UsualParameters = ["parameters", "params"];

    /// <summary>By what the settings say, and where they are silent by the usual names.</summary>
    /// <exception cref="UserException">A column that is not there, or none that could be meant.</exception>
    public static TableRoles Of(string path, TableFile file, TableSettings settings)
    {
        foreach (var (key, name) in Named(settings))
        {
            if (file.Columns.Contains(name)) continue;
            throw new UserException($"{path} has no column '{name}', which space.columns.{key} names{Spelling.Hint(name, file.Columns)}; its columns are {List(file.Columns)}.");
        }
        string? Usual(IEnumerable<string> names) => names.Select(name => file.Columns.FirstOrDefault(column => Is(column, name))).FirstOrDefault(column => column is not null);
        var objective = settings.Objective ?? Usual(UsualObjectives) ?? throw new UserException(
            $"{path} has no column named {string.Join(", ", UsualObjectives)}: set space.columns.objective to one of its columns, which are {List(file.Columns)}.");
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
        string?[] taken = [objective, cost, parameters, .. settings.Ignore];
        var decisions = settings.Decisions ?? [.. file.Columns.Where(column => !taken.Contains(column))];
        if (decisions.IsEmpty) throw new UserException($"{path} has no column of decisions beside '{objective}': name them in space.columns.decisions.");
        if (decisions.FirstOrDefault(decision => taken.Contains(decision)) is { } both)
        {
            throw new UserException($"space.columns gives the column '{both}' of {path} two meanings: name it once.");
        }
        return new TableRoles(null, new ColumnsEncoding(decisions), decisions, objective, cost, parameters);
    }

    private static IEnumerable<(string Key, string Name)> Named(TableSettings settings) =>
        new (string Key, string? Name)[]
        {
            ("objective", settings.Objective), ("cost", settings.Cost), ("parameters", settings.Parameters), ("architecture", settings.Architecture),
        }
        .Where(pair => pair.Name is not null).Select(pair => (pair.Key, pair.Name!))
        .Concat((settings.Decisions ?? []).Select(name => ("decisions", name))).Concat(settings.Ignore.Select(name => ("ignore", name)));

    private static string? CellColumn(TableFile file) =>
        file.Columns.FirstOrDefault(column => file.Texts(column).FirstOrDefault() is { } text && new CellEncoding().TryRead(text) is not null);

    private static IArchitectureEncoding EncodingOf(TableFile file, string column, string name) => name switch
    {
        "nas-bench-201" => new CellEncoding(),
        "digits" => new DigitsEncoding(),
        "option" => new OptionEncoding(),
        _ when file.Texts(column).FirstOrDefault() is { } text && new CellEncoding().TryRead(text) is not null => new CellEncoding(),
        _ when AreCodes([.. file.Texts(column)]) => new DigitsEncoding(),
        _ => new OptionEncoding(),
    };

    /// <summary>Digits, as many in each.</summary>
    private static bool AreCodes(string[] texts) =>
        texts.Length > 0 && texts[0].Length > 1 && texts.All(text => text.Length == texts[0].Length && text.All(char.IsAsciiDigit));

    private static bool Is(string column, string name) => column.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string List(ImmutableArray<string> columns) => string.Join(", ", columns);
}
