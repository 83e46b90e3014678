using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>
/// Meaning of a table of known scores. Columns are named by the first line of a CSV file or by the members of a JSON row; an element of a
/// list is the column <c>test_acc[0]</c>, a member of an inner object <c>cost.flops</c>, the key of a row in an object of rows <c>key</c>.
/// </summary>
public sealed record TableSettings
{
    /// <summary>Editions of the rules by which tables are read.</summary>
    public const int First = 1,
        Latest = 2;

    /// <summary>
    /// auto: by the name of the file. csv: separated by commas, semicolons or tabs. json: a list of rows, or an object whose members are
    /// rows.
    /// </summary>
    [AllowedValues("auto", "csv", "json")]
    public string Format { get; init; } = "auto";

    /// <summary>
    /// A column whose text is a whole architecture; null: the keys of a JSON object, or a column of cell strings, where there is one.
    /// </summary>
    public string? Architecture { get; init; }

    /// <summary>
    /// Encoding of that text: auto, nas-bench-201 (cell strings), digits (a digit for each decision, as in NAS-Bench-Macro), option (one
    /// decision).
    /// </summary>
    [AllowedValues("auto", "nas-bench-201", "digits", "option")]
    public string Encoding { get; init; } = "auto";

    /// <summary>A column for each decision; null, and no architecture column: all that have no other meaning.</summary>
    public ImmutableArray<string>? Decisions { get; init; }

    /// <summary>
    /// The column to search by; null: the first there is of score, objective, accuracy, mean_acc, test_accuracy, test_acc, top1.
    /// </summary>
    public string? Objective { get; init; }

    /// <summary>Direction of the search: max, where greater values are better, or min.</summary>
    [AllowedValues("max", "min")]
    public string Direction { get; init; } = "max";

    /// <summary>A score is the objective times this, negative where the direction is min: 0.01 makes a fraction of a percentage.</summary>
    [Range(1e-12, 1e12)]
    public double Scale { get; init; } = 1;

    /// <summary>
    /// The column of the cost that a constraint bounds; null: the first there is of madds, macs, flops, cost, latency, or none.
    /// </summary>
    public string? Cost { get; init; }

    /// <summary>Costs are the column times this, which must make them whole numbers: 1M where the column holds millions.</summary>
    [Range(1e-12, 1e12)]
    public double CostScale { get; init; } = 1;

    /// <summary>The column of trainable parameters; null: the first there is of parameters, params, or none.</summary>
    public string? Parameters { get; init; }

    /// <summary>Factor for the column of parameters, as <see cref="CostScale"/> is for costs.</summary>
    [Range(1e-12, 1e12)]
    public double ParametersScale { get; init; } = 1;

    /// <summary>Columns that mean nothing to the search.</summary>
    public ImmutableArray<string> Ignore { get; init; } = [];

    /// <summary>Treatment of a row that is damaged, lacks a value or is there before: refuse (an error that names it) or skip.</summary>
    [AllowedValues("refuse", "skip")]
    public string BadRows { get; init; } = "refuse";

    /// <summary>
    /// The rules by which the file is read; a search keeps those it began with. 1: each cell by itself. 2: a column has percentages or
    /// none, equal numbers are one option, columns without a name mean nothing. Null: the latest, filled in when the search begins where
    /// that makes a difference.
    /// </summary>
    [Range(First, Latest), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Edition { get; init; }
}
