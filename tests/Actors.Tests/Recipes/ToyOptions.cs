using System.ComponentModel.DataAnnotations;

namespace Actors.Tests.Recipes;

public sealed record ToyOptions
{
    /// <summary>Architectures that are drawn for a proposal.</summary>
    [Range(1, 10)]
    public int Draws { get; init; } = 2;
}
