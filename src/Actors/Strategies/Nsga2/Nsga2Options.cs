using System.ComponentModel.DataAnnotations;

namespace Actors.Strategies.Nsga2;

public sealed record Nsga2Options
{
    /// <summary>N: parents that are kept, and scored children that make a generation; the first N proposals are random.</summary>
    [Range(4, 10_000)]
    public int Population { get; init; } = 32;

    /// <summary>Probability that a child takes each stage from one of two parents; else it is the mutation of one.</summary>
    [Range(0, 1)]
    public double CrossoverProbability { get; init; } = 0.9;

    /// <summary>Probability that the child of a crossover is mutated as well.</summary>
    [Range(0, 1)]
    public double MutationProbability { get; init; } = 0.6;

    /// <summary>Probability with which a mutation redraws a decision, one at least; null: such that two are redrawn on average.</summary>
    [Range(0, 1)]
    public double? MutationRate { get; init; }
}
