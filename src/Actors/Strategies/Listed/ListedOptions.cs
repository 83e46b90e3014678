using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace Actors.Strategies.Listed;

public sealed record ListedOptions
{
    /// <summary>Canonical texts of the architectures, all different.</summary>
    [Required]
    public ImmutableArray<string> Architectures { get; init; } = [];
}
