using System.ComponentModel.DataAnnotations;

namespace Actors.Strategies.LocalSearch;

public sealed record LocalSearchOptions
{
    public const string First = "first",
        Steepest = "steepest";

    /// <summary>Random architectures, of which the best begins the first climb.</summary>
    [Range(1, 100_000)]
    public int Initial { get; init; } = 10;

    /// <summary>
    /// first: a climb goes on from a neighbour as soon as one is better. steepest: from the best, once all have been scored.
    /// </summary>
    [AllowedValues(First, Steepest)]
    public string Step { get; init; } = First;
}
