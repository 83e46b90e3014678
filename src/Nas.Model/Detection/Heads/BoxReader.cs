using System.Collections.Immutable;
using Nas.Model.Detection.Boxes;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Heads;

/// <summary>Reads boxes from the pyramid's level that fits their size (Lin et al., 2017, equation 1), with two samples a bin.</summary>
internal sealed class BoxReader(int finestAnchor)
{
    private const int Samples = 2,
        Coarser = 1,
        FinestStride = 4;

    /// <summary>Level 2, plus a small number against rounding.</summary>
    private static readonly Scalar CanonicalLevel = 2 + 1e-6;

    /// <summary>Side of a box that belongs to the canonical level: 224 pixels where the finest anchors have 32.</summary>
    private readonly double _canonicalSide = 7.0 * finestAnchor;

    /// <param name="levels">The pyramid; its last level is for proposals only.</param>
    /// <param name="boxes">Boxes of each image (boxes x 4).</param>
    /// <returns>Boxes of all images x channels x side x side.</returns>
    public Tensor Read(ImmutableArray<Tensor> levels, ImmutableArray<Tensor> boxes, int side)
    {
        using var scope = NewDisposeScope();
        var maps = levels[..^Coarser].Select((level, index) => new ScaledMap(level, 1.0 / (FinestStride << index))).ToArray();
        var all = cat([.. boxes]);
        var images = cat([.. boxes.Select((rows, image) => Numbered(image, rows))]);
        return RoiAlign
            .Pool(maps, all, images, Levels(all, maps.Length), new RoiAlignOptions(side, side, Samples, Aligned: false))
            .MoveToOuterDisposeScope();
    }

    private static Tensor Numbered(int image, Tensor boxes)
    {
        using Scalar number = image;
        return full([boxes.shape[0]], number, int64, boxes.device);
    }

    private Tensor Levels(Tensor boxes, int levels)
    {
        using Scalar side = _canonicalSide;
        using Scalar last = levels - 1;
        return BoxGeometry
            .Area(boxes)
            .sqrt()
            .div(side)
            .log2()
            .add(CanonicalLevel, Scalars.One)
            .floor()
            .clamp(Scalars.Zero, last)
            .to_type(int64);
    }
}
