using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>The network of one type of shape.</summary>
/// <param name="Shape">Type of the shape.</param>
/// <param name="Create">Builds a whole backbone.</param>
/// <param name="BlocksOf">New modules for the blocks of one stage, which the caller registers.</param>
internal sealed record BackboneFamily(
    Type Shape,
    Func<IBackboneShape, BackboneOptions, Device, Backbone> Create,
    Func<IBackboneShape, int, NormOptions, Device, ImmutableArray<Block>> BlocksOf
)
{
    public static BackboneFamily Of<TShape>(
        Func<TShape, BackboneOptions, Device, Backbone> create,
        Func<TShape, int, NormOptions, Device, ImmutableArray<Block>> blocksOf
    )
        where TShape : IBackboneShape =>
        new(
            typeof(TShape),
            (shape, options, device) => create((TShape)shape, options, device),
            (shape, stage, norm, device) => blocksOf((TShape)shape, stage, norm, device)
        );
}
