using System.Collections.Immutable;

namespace Nas.Model.Spaces;

/// <summary>A cost that was measured or written down for each architecture of a list.</summary>
/// <param name="values">Costs in the order of the list.</param>
public sealed class ListedCost(ArchitectureList architectures, ImmutableArray<long> values) : ICost
{
    /// <exception cref="ArgumentException">The architecture is not in the list.</exception>
    public long Of(Architecture architecture) =>
        architectures.IndexOf(architecture) is var index and >= 0
            ? values[index]
            : throw new ArgumentException($"The architecture {architecture} is not listed.", nameof(architecture));

    public long Min { get; } = values.Min();

    public long Max { get; } = values.Max();
}
