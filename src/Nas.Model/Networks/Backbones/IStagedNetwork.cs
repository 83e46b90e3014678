using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>A network that a detector can use as its backbone: a module that gives the outputs of four stages.</summary>
public interface IStagedNetwork
{
    nn.Module Module { get; }

    /// <summary>Channels of the four stages' outputs.</summary>
    ImmutableArray<int> Channels { get; }

    /// <summary>Its tensors, by their place in a backbone; branches for the same place share it.</summary>
    IEnumerable<PlacedTensor> Places { get; }
}
