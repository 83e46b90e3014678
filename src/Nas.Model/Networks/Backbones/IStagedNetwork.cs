using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>What a detector can stand on: a module that gives the outputs of four stages.</summary>
public interface IStagedNetwork
{
    nn.Module Module { get; }

    /// <summary>Channels of the four stages' outputs.</summary>
    ImmutableArray<int> Channels { get; }

    /// <summary>Its tensors, by where they stand in a backbone; branches for the same place have it in common.</summary>
    IEnumerable<PlacedTensor> Places { get; }
}
