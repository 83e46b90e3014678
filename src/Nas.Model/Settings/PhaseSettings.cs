using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>A further phase, which a plug-in plans from what the phases before it have found.</summary>
public sealed record PhaseSettings
{
    /// <summary>Names the phase; null: the plug-in's name.</summary>
    [RegularExpression("[a-z0-9][a-z0-9-]{0,63}")]
    public string? Name { get; init; }

    public required string Plugin { get; init; }

    /// <summary>The plug-in's.</summary>
    public JsonObject Options { get; init; } = [];

    [JsonIgnore]
    public string PhaseName => Name ?? Plugin;
}
