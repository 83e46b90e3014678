using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Nas.Model.Settings;

namespace Nas.Model.Methods.BlackBox;

/// <summary>
/// A search over anything that a table or a command can score: no weights are trained, a phase proposes candidates and asks; plug-ins may
/// add further ones.
/// </summary>
public sealed record BlackBoxSettings : SearchSettings, IPhasedSettings
{
    public const string MethodName = "black-box";

    [JsonPropertyOrder(-2), AllowedValues(MethodName)]
    public override string Method { get; init; } = MethodName;

    public required BlackBoxSpaceSettings Space { get; init; }

    public EvaluatorSettings Evaluator { get; init; } = new();

    public CostSettings Constraint { get; init; } = new();

    public StrategySettings Strategy { get; init; } = new();

    /// <summary>Phases after the search phase, in this order; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<PhaseSettings>? Phases { get; init; }

    ImmutableArray<string> IPhasedSettings.Followed => [PhaseNames.Search];

    public override string? CostUnit =>
        Space switch
        {
            _ when Constraint.Plugin is { } plugin => plugin,
            { Plugin: not null } => "cost",
            { Table: not null } => Space.Columns.Cost,
            { Preset: not null } => UsualCostUnit,
            _ => null,
        };

    /// <summary>The same settings: there are no minibatches, and only the command itself decides how it uses its memory.</summary>
    public override SearchSettings WithSmallerProxyBatches(int divisor) => this;
}

/// <summary>
/// The architectures that may be proposed: the rows of a table, every combination of declared options, a topology preset, or a space of a
/// plug-in. Exactly one of them is given.
/// </summary>
public sealed record BlackBoxSpaceSettings
{
    /// <summary>A CSV or JSON file; relative to the search file that names it, and on a cluster at the same path on every node.</summary>
    public string? Table { get; init; }

    /// <summary>Lower-case hex SHA-256 of the table, which makes it part of the search; null: filled in when the search begins.</summary>
    public string? TableHash { get; init; }

    /// <summary>Meaning of the table's columns.</summary>
    public TableSettings Columns { get; init; } = new();

    /// <summary>A list of options for each decision, by name: <c>{ kernel = [3, 5], width = [16, 32, 64] }</c>.</summary>
    public JsonObject? Decisions { get; init; }

    /// <summary>st-nas-imagenet, st-nas-cifar, st-nas-fashion.</summary>
    public string? Preset { get; init; }

    /// <summary>Outputs of the preset's classifier; null: the preset's.</summary>
    [Range(2, 100_000)]
    public int? Classes { get; init; }

    /// <summary>
    /// How architectures of a topology are drawn, as <see cref="SpaceSettings.Sampling"/> says; null: options, and always where the space
    /// is none of topologies.
    /// </summary>
    [AllowedValues(null, SpaceSettings.ByTopology, SpaceSettings.ByOptions), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sampling { get; init; }

    /// <summary>Name of a space of a plug-in.</summary>
    public string? Plugin { get; init; }

    /// <summary>Options of the plug-in.</summary>
    public JsonObject Options { get; init; } = [];
}

/// <summary>The evaluator that scores an architecture.</summary>
public sealed record EvaluatorSettings
{
    /// <summary>
    /// A program and its arguments, kept running: it reads one line of JSON for each evaluation and writes one, <c>{"score": 0.93}</c> or
    /// <c>{"error": "why not"}</c>. Null: the table's own scores.
    /// </summary>
    public ImmutableArray<string>? Command { get; init; }

    /// <summary>The command's working directory; null: that of the search file that names the command.</summary>
    public string? Directory { get; init; }

    /// <summary>Name of an evaluator of a plug-in, in place of a command.</summary>
    public string? Plugin { get; init; }

    /// <summary>Options of the plug-in.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>Seconds that one evaluation of a command may take; then the command is killed, and the try has failed.</summary>
    [Range(1, 604_800)]
    public int TimeLimit { get; init; } = 600;

    /// <summary>Evaluations of each architecture; its score is their mean. The command receives the number of each, from 0.</summary>
    [Range(1, 10_000)]
    public int Samples { get; init; } = 1;
}

public sealed record CostSettings
{
    /// <summary>Least and greatest cost, both included, of the table's cost column, or Multiply-Adds of a topology; null: any.</summary>
    [Length(2, 2)]
    public ImmutableArray<long>? Cost { get; init; }

    /// <summary>Name of a cost of a plug-in; null: what the space says.</summary>
    public string? Plugin { get; init; }

    /// <summary>Options of the plug-in.</summary>
    public JsonObject Options { get; init; } = [];
}
