using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Boxes;

/// <summary>Boxes are rows of x1, y1, x2, y2 in pixels.</summary>
public static class BoxGeometry
{
    /// <summary>Boxes x 4 to boxes.</summary>
    public static Tensor Area(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var sides = boxes.unbind(-1);
        return ((sides[2] - sides[0]) * (sides[3] - sides[1])).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Intersection over union of every box of <paramref name="left"/> (N x 4) with every one of <paramref name="right"/> (M x 4): N x M.
    /// </summary>
    public static Tensor Iou(Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (left.unsqueeze(1).unbind(-1), right.unsqueeze(0).unbind(-1));
        var width = (a[2].minimum(b[2]) - a[0].maximum(b[0])).clamp_(min: Scalars.Zero);
        var overlap = width.mul_((a[3].minimum(b[3]) - a[1].maximum(b[1])).clamp_(min: Scalars.Zero));
        var union = Area(left).unsqueeze(1).add(Area(right).unsqueeze(0), Scalars.One).sub_(overlap);
        return overlap.div_(union).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes cut to an image.</summary>
    public static Tensor Clip(Tensor boxes, int height, int width)
    {
        using var scope = NewDisposeScope();
        var limit = tensor(new double[] { width, height, width, height }, boxes.dtype, boxes.device);
        return boxes.clamp(min: Scalars.Zero).minimum(limit).MoveToOuterDisposeScope();
    }

    /// <summary>Marks the boxes that have no side shorter than this many pixels.</summary>
    public static Tensor AtLeast(Tensor boxes, double side)
    {
        using var scope = NewDisposeScope();
        using Scalar least = side;
        var sides = boxes.unbind(-1);
        return (sides[2] - sides[0]).ge(least).logical_and_((sides[3] - sides[1]).ge(least)).MoveToOuterDisposeScope();
    }
}
