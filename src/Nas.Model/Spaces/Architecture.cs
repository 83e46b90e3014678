using System.Collections.Immutable;

namespace Nas.Model.Spaces;

/// <summary>A point of a search space: for each of the space's decisions, in order, the index of the chosen option.</summary>
public sealed class Architecture(ImmutableArray<int> choices) : IEquatable<Architecture>
{
    public ImmutableArray<int> Choices { get; } = choices;

    /// <summary>The same architecture with one decision changed.</summary>
    public Architecture With(int decision, int option) => new(Choices.SetItem(decision, option));

    public bool Equals(Architecture? other) => other is not null && Choices.AsSpan().SequenceEqual(other.Choices.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Architecture);

    /// <summary>Hash of the choices (FNV-1a), the same in every process.</summary>
    public override int GetHashCode()
    {
        var hash = 2166136261u;
        foreach (var choice in Choices)
            hash = unchecked((hash ^ (uint)choice) * 16777619u);
        return unchecked((int)hash);
    }

    public override string ToString() => string.Join(',', Choices);
}
