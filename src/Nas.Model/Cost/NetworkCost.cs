using System.Collections.Immutable;

namespace Nas.Model.Cost;

public enum LayerKind
{
    Convolution,
    BatchNorm,
    Linear,
}

/// <summary>One layer of a network with its cost and the shape of its output (1 x 1 for linear layers).</summary>
public sealed record Layer(string Name, LayerKind Kind, int Channels, int Height, int Width, LayerCost Cost)
{
    /// <summary>Sizes of its weight tensor; empty where it was written down without them.</summary>
    public ImmutableArray<long> WeightShape { get; init; } = [];
}

/// <summary>Cost of a network for one image, layer by layer in the order in which the layers run.</summary>
/// <param name="Network">The name it was asked by, or an architecture's canonical text.</param>
/// <param name="Height">Height of the input image, in pixels.</param>
/// <param name="Width">Width of the input image, in pixels.</param>
public sealed record NetworkCost(string Network, int Height, int Width, ImmutableArray<Layer> Layers)
{
    public long MAdds => Layers.Sum(layer => layer.Cost.MAdds);

    public long Parameters => Layers.Sum(layer => layer.Cost.Parameters);
}
