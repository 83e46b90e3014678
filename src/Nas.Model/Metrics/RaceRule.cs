using System.ComponentModel.DataAnnotations;

namespace Nas.Model.Metrics;

/// <summary>The rule by which a <see cref="SampleRace"/> is decided.</summary>
public sealed record RaceRule
{
    /// <summary>Samples of a racer that is through (K).</summary>
    [Range(1, 10_000)]
    public required int Samples { get; init; }

    /// <summary>Samples that every racer gets: fewer than two say nothing about chance.</summary>
    [Range(2, 10_000)]
    public int First { get; init; } = 2;

    /// <summary>Racers whose places are raced for: the others may stop.</summary>
    [Range(1, 1_000_000)]
    public int Keep { get; init; } = 1;

    /// <summary>A racer is out when it is so many standard errors of the difference behind the last that is kept.</summary>
    [Range(0, 100)]
    public double Margin { get; init; } = 2;
}
