using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>Settings of a method that phases of plug-ins can be added to.</summary>
public interface IPhasedSettings
{
    /// <summary>Phases of plug-ins in this order, each after the one that it follows; null: none.</summary>
    ImmutableArray<PhaseSettings>? Phases { get; }

    /// <summary>The method's own phases that others can follow, the usual one last.</summary>
    ImmutableArray<string> Followed { get; }

    /// <summary>The phases that follow one of the method's own phases, in their order.</summary>
    IEnumerable<PhaseSettings> PhasesAfter(string phase) => (Phases ?? []).Where(one => (one.After ?? Followed[^1]) == phase);
}

/// <summary>A further phase, which a plug-in plans from what the phases before it have found.</summary>
public sealed record PhaseSettings
{
    /// <summary>Names the phase; null: the plug-in's name.</summary>
    [RegularExpression("[a-z0-9][a-z0-9-]{0,63}")]
    public string? Name { get; init; }

    public required string Plugin { get; init; }

    /// <summary>
    /// The phase of the method that it follows: stage-search or operation-search of cr-nas; null: the last one in which a strategy proposes
    /// candidates.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? After { get; init; }

    /// <summary>Options of the plug-in.</summary>
    public JsonObject Options { get; init; } = [];

    [JsonIgnore]
    public string PhaseName => Name ?? Plugin;
}
