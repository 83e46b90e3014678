using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>What a detector can stand on: a module that gives the outputs of four stages.</summary>
public interface IStagedNetwork
{
    nn.Module Module { get; }

    /// <summary>Channels of the four stages' outputs.</summary>
    ImmutableArray<int> Channels { get; }
}
