using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Boxes;

/// <summary>
/// Codes by which a network describes a box relative to another one (Girshick et al., 2014): shift of the centre in widths and heights,
/// logarithms of the ratios of the sides, each times a weight. Boxes are x1, y1, x2, y2 in pixels along the last dimension.
/// </summary>
public sealed record BoxCoder(double X, double Y, double Width, double Height)
{
    /// <summary>Weights as usual for anchors.</summary>
    public static readonly BoxCoder Anchors = new(1, 1, 1, 1);

    /// <summary>Weights as usual for the boxes of a two-stage detector.</summary>
    public static readonly BoxCoder Proposals = new(10, 10, 5, 5);

    /// <summary>A side grows at most to 1000 / 16 of its reference, so that a wild code does not overflow.</summary>
    private static readonly Scalar LargestLogarithm = Math.Log(1000.0 / 16);

    /// <summary>Codes of <paramref name="boxes"/> relative to <paramref name="references"/>; shapes broadcast.</summary>
    public Tensor Encode(Tensor boxes, Tensor references)
    {
        using var scope = NewDisposeScope();
        using Scalar weightX = X;
        using Scalar weightY = Y;
        using Scalar weightWidth = Width;
        using Scalar weightHeight = Height;
        var (x, y, width, height) = Centred(references);
        var (boxX, boxY, boxWidth, boxHeight) = Centred(boxes);
        return stack(
                [
                    (boxX - x).mul(weightX) / width,
                    (boxY - y).mul(weightY) / height,
                    (boxWidth / width).log().mul(weightWidth),
                    (boxHeight / height).log().mul(weightHeight),
                ],
                -1
            )
            .MoveToOuterDisposeScope();
    }

    /// <summary>The boxes that codes mean relative to <paramref name="references"/>; shapes broadcast.</summary>
    public Tensor Decode(Tensor codes, Tensor references)
    {
        using var scope = NewDisposeScope();
        using Scalar weightX = X;
        using Scalar weightY = Y;
        using Scalar weightWidth = Width;
        using Scalar weightHeight = Height;
        var (x, y, width, height) = Centred(references);
        var parts = codes.unbind(-1);
        var centreX = (parts[0].div(weightX) * width).add(x, Scalars.One);
        var centreY = (parts[1].div(weightY) * height).add(y, Scalars.One);
        var halfWidth = (parts[2].div(weightWidth).clamp(max: LargestLogarithm).exp() * width).mul(Scalars.Half);
        var halfHeight = (parts[3].div(weightHeight).clamp(max: LargestLogarithm).exp() * height).mul(Scalars.Half);
        return stack(
                [centreX - halfWidth, centreY - halfHeight, centreX.add(halfWidth, Scalars.One), centreY.add(halfHeight, Scalars.One)],
                -1
            )
            .MoveToOuterDisposeScope();
    }

    private static (Tensor X, Tensor Y, Tensor Width, Tensor Height) Centred(Tensor boxes)
    {
        var sides = boxes.unbind(-1);
        var (width, height) = (sides[2] - sides[0], sides[3] - sides[1]);
        return (sides[0].add(width, Scalars.Half), sides[1].add(height, Scalars.Half), width, height);
    }
}
