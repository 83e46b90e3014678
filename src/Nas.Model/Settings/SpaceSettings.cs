using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>What is searched: a preset, or a space of topologies of a plug-in. Exactly one of them.</summary>
public sealed record SpaceSettings
{
    /// <summary>st-nas-imagenet, st-nas-cifar, st-nas-fashion, st-nas-tiny, nas-bench-macro.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preset { get; init; }

    /// <summary>Name of a space of topologies of a plug-in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Plugin { get; init; }

    /// <summary>The plug-in's; null for a preset.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>As sentences call the space.</summary>
    [JsonIgnore]
    public string Name => Plugin ?? Preset ?? "";

    /// <summary>Outputs of the classifier; null: the preset's or the plug-in's.</summary>
    [Range(2, 100_000)]
    public int? Classes { get; init; }

    /// <summary>Of nas-bench-macro: pixels of a side of the input image; null: 32.</summary>
    [Range(8, 2048)]
    public int? Side { get; init; }

    /// <summary>Of nas-bench-macro: how many times as wide as the benchmark's its layers are; null: 1.</summary>
    [Range(0.01, 10)]
    public double? Width { get; init; }
}
