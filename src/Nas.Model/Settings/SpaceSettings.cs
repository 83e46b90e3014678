using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>The space that is searched: a preset, or a space of topologies of a plug-in. Exactly one of them is given.</summary>
public sealed record SpaceSettings
{
    /// <summary>The set of present edges is drawn first, uniformly, then the operations that they carry.</summary>
    public const string ByTopology = "topology";

    /// <summary>Architectures are drawn uniformly: absence is one option of an edge among others.</summary>
    public const string ByOptions = "options";

    /// <summary>st-nas-imagenet, st-nas-cifar, st-nas-fashion, st-nas-tiny, nas-bench-macro.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preset { get; init; }

    /// <summary>Name of a space of topologies of a plug-in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Plugin { get; init; }

    /// <summary>Options of the plug-in; null for a preset.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>Name of the space in sentences.</summary>
    [JsonIgnore]
    public string Name => Plugin ?? Preset ?? "";

    /// <summary>Outputs of the classifier; null: the preset's or the plug-in's.</summary>
    [Range(2, 100_000)]
    public int? Classes { get; init; }

    /// <summary>
    /// How architectures of a space of topologies are drawn: topology or options (docs/st-nas.md 3); null: options. Not written where it is
    /// null, so that settings from before it keep their names.
    /// </summary>
    [AllowedValues(null, ByTopology, ByOptions), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sampling { get; init; }

    /// <summary>Pixels of a side of the input image of nas-bench-macro; null: 32.</summary>
    [Range(8, 2048)]
    public int? Side { get; init; }

    /// <summary>Width of the layers of nas-bench-macro relative to the benchmark's; null: 1.</summary>
    [Range(0.01, 10)]
    public double? Width { get; init; }
}
