using System.ComponentModel.DataAnnotations;

namespace Actors.Strategies.Evolution;

/// <summary>Options of regularised evolution as it was published: mutations only, of one decision each.</summary>
public sealed record RegularisedEvolutionOptions
{
    /// <summary>P: the latest scored candidates may become parents; until there are so many, proposals are random.</summary>
    [Range(2, 100_000)]
    public int Population { get; init; } = 32;

    /// <summary>S: candidates drawn, with replacement, of which the best becomes the parent.</summary>
    [Range(1, 10_000)]
    public int Tournament { get; init; } = 8;

    public EvolutionOptions AsEvolution() =>
        new()
        {
            Population = Population,
            Tournament = Tournament,
            MutationRate = 0,
            CrossoverProbability = 0,
        };
}
