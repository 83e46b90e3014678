using System.ComponentModel.DataAnnotations;
using Nas.Model.Plugins;
using Nas.Model.Spaces.Topology;

namespace ToyProblem;

public sealed record ToyCellsOptions
{
    /// <summary>Nodes of each of the two stages; the first one is its input.</summary>
    [Range(2, 6)]
    public int Nodes { get; init; } = 4;

    /// <summary>Channels of the first stage; the second has twice as many.</summary>
    [Range(4, 64)]
    public int Width { get; init; } = 8;
}

/// <summary>A small space of topologies for grey images of 28 x 28 pixels.</summary>
[Plugin("toy-cells")]
public sealed class ToyCells(ToyCellsOptions options) : ITopologySpace
{
    public TopologySpec Spec { get; } =
        new(
            "toy-cells",
            Channels: 1,
            Side: 28,
            Classes: 10,
            StemWidth: 8,
            StemStride: 2,
            [new StageSpec(options.Nodes, options.Width, Stride: 2), new StageSpec(options.Nodes, 2 * options.Width, Stride: 2)],
            HeadWidth: 64,
            ChainOperations: [EdgeOperation.Mb(kernel: 3, expansion: 1), EdgeOperation.Mb(kernel: 3, expansion: 3)],
            AugmentedOperations: [EdgeOperation.Identity, EdgeOperation.Mb(kernel: 5, expansion: 1)]
        );
}
