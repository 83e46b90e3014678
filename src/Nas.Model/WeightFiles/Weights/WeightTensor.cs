using System.Collections.Immutable;

namespace Nas.Model.WeightFiles.Weights;

/// <summary>A tensor as files describe it.</summary>
/// <param name="Type">Element type, as safetensors spells it: F32.</param>
public sealed record WeightTensor(string Name, string Type, ImmutableArray<long> Shape)
{
    /// <summary>Type and shape, as in <c>F32[64,3,7,7]</c>.</summary>
    public string Kind => $"{Type}[{string.Join(',', Shape)}]";

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>True where this tensor of a file can be used as the one that is needed.</summary>
    public bool Fits(WeightTensor needed) =>
        Shape.AsSpan().SequenceEqual(needed.Shape.AsSpan())
        && (Type == needed.Type || (needed.Type == ElementType.Real && ElementType.Named(Type).IsHalf));
}
