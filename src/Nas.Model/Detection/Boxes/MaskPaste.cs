using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Detection.Boxes;

/// <summary>Puts masks that were seen inside boxes where the boxes are in the image.</summary>
public static class MaskPaste
{
    /// <summary>
    /// Masks (N x side x side) stretched over their boxes (N x 4) by bilinear interpolation; 0 outside: N x height x width.
    /// </summary>
    public static Tensor Into(Tensor masks, Tensor boxes, int height, int width)
    {
        using var scope = NewDisposeScope();
        if (masks.shape[0] == 0)
            return zeros([0, height, width], masks.dtype, masks.device).MoveToOuterDisposeScope();
        var sides = boxes.view(-1, 4, 1).unbind(1);
        var x = Relative(width, sides[0], sides[2]).unsqueeze(1).expand(-1, height, -1);
        var y = Relative(height, sides[1], sides[3]).unsqueeze(2).expand(-1, -1, width);
        return Functional.grid_sample(masks.unsqueeze(1), stack([x, y], -1), align_corners: false).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Pixel centres, where a box reaches from -1 to 1: boxes x pixels.</summary>
    private static Tensor Relative(int pixels, Tensor from, Tensor to) =>
        Scalars
            .Range(pixels, from.dtype, from.device)
            .add(Scalars.Half, Scalars.One)
            .view(1, -1)
            .sub(from)
            .div(to.sub(from))
            .mul(Scalars.Two)
            .sub(Scalars.One);
}
