using System.Collections.Immutable;
using Nas.Model.Networks.Backbones;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Reallocation;

/// <summary>
/// Spatial reallocation (CR-NAS, ICLR 2020): a plain backbone, the dilation of each of its blocks chosen by an architecture of its
/// dilation space. Dilations share the weights, which are the backbone's under its names; the backbone belongs to the caller.
/// </summary>
public sealed class OperationSupernet : ISupernet
{
    private readonly Backbone _backbone;
    private readonly ImmutableArray<(int Stage, int Index)> _blocks;

    /// <param name="norm">The switch that the backbone was built with.</param>
    public OperationSupernet(Backbone backbone, NormSwitch norm)
    {
        (_backbone, Norm) = (backbone, norm);
        _blocks = [.. backbone.Blocks.SelectMany((count, stage) => Enumerable.Range(0, count).Select(index => (stage, index)))];
    }

    public int Decisions => _blocks.Length;

    public NormSwitch Norm { get; }

    public Tensor Stem(Tensor images) => _backbone.Stem(images);

    public Tensor Step(int decision, int choice, Tensor input) =>
        _backbone.Block(_blocks[decision].Stage, _blocks[decision].Index, input, Spaces.Reallocation.DilationSpace.DilationOf(choice));

    public bool EndsStage(int decision) => _blocks[decision].Index == _backbone.Blocks[_blocks[decision].Stage] - 1;
}
