using System.Collections.Immutable;

namespace Nas.Model.Spaces.Topology;

/// <summary>An operation that an edge of a stage can carry: an inverted residual (MBConv), or the identity.</summary>
/// <param name="Name"><c>k3e6</c>: kernel 3, expansion 6; <c>id</c>: the identity.</param>
/// <param name="Kernel">Side of the depthwise kernel; 0 for the identity.</param>
/// <param name="Expansion">Hidden channels over input channels; 0 for the identity.</param>
public sealed record EdgeOperation(string Name, int Kernel, int Expansion)
{
    public static readonly EdgeOperation Identity = new("id", 0, 0);

    public bool IsIdentity => Kernel == 0;

    public static EdgeOperation Mb(int kernel, int expansion) => new($"k{kernel}e{expansion}", kernel, expansion);
}

/// <summary>Feature maps of one resolution and width. Node 0 is the output of the entry block, a fixed MBConv that changes both.</summary>
/// <param name="Nodes">Number of nodes n: node 0 and the targets of the searched edges.</param>
/// <param name="Width">Channels of every node.</param>
/// <param name="Stride">Stride of the entry block.</param>
public sealed record StageSpec(int Nodes, int Width, int Stride)
{
    public int EntryKernel { get; init; } = 3;

    public int EntryExpansion { get; init; } = 3;
}

/// <summary>
/// The definition of a topology-augmented space (docs/st-nas.md 2). Layers: stem = 3x3 convolution, BatchNorm, ReLU6; entry blocks and
/// edges = MBConv: 1x1 expansion, BatchNorm, ReLU6 (absent where the expansion is 1); k x k depthwise, BatchNorm, ReLU6; 1x1 projection,
/// BatchNorm; head = 1x1 convolution to HeadWidth, BatchNorm, ReLU6, global average pool, linear layer with bias. Convolutions have no
/// bias, padding is (kernel - 1) / 2. An edge's MBConv is an inverted residual: its input is added to its output (never in entry blocks,
/// which change the shape). A node is the mean of its incoming edges, so that activation scale does not depend on topology.
/// </summary>
/// <param name="Side">Pixels of a side of the square input image.</param>
public sealed record TopologySpec(
    string Name,
    int Channels,
    int Side,
    int Classes,
    int StemWidth,
    int StemStride,
    ImmutableArray<StageSpec> Stages,
    int HeadWidth,
    ImmutableArray<EdgeOperation> ChainOperations,
    ImmutableArray<EdgeOperation> AugmentedOperations
);

/// <summary>One possible edge, numbered as the space's decisions are: by stage, then target node, then source node.</summary>
/// <param name="Stage">Number of the stage, from 0; names and texts for people count stages from 1.</param>
public readonly record struct TopologyEdge(int Stage, int From, int To)
{
    /// <summary>Chain edges are always present.</summary>
    public bool IsChain => To - From == 1;
}
