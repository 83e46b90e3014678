using System.ComponentModel.DataAnnotations;

namespace Actors.Strategies.Evolution;

public sealed record EvolutionOptions
{
    /// <summary>The latest scored candidates may become parents; until there are so many, proposals are random.</summary>
    [Range(2, 100_000)]
    public int Population { get; init; } = 32;

    /// <summary>Candidates drawn, with replacement, of which the best becomes the parent.</summary>
    [Range(1, 10_000)]
    public int Tournament { get; init; } = 8;

    /// <summary>Probability with which a mutation redraws a decision; null: such that two are redrawn on average.</summary>
    [Range(0, 1)]
    public double? MutationRate { get; init; }

    /// <summary>
    /// Probability that a proposal is a crossover of two parents, which takes each stage from one of them; else it is a mutation.
    /// </summary>
    [Range(0, 1)]
    public double CrossoverProbability { get; init; } = 0.25;
}
