using static TorchSharp.torch;

namespace Nas.Model.Detection.Heads;

/// <summary>Outputs of convolutional heads in the order of <see cref="Boxes.AnchorGrid"/>.</summary>
internal static class LevelOutput
{
    /// <summary>Images x (anchors * numbers) x H x W to images x (H * W * anchors) x numbers.</summary>
    public static Tensor PerAnchor(Tensor output, int numbers)
    {
        using var scope = NewDisposeScope();
        var (images, height, width) = (output.shape[0], output.shape[2], output.shape[3]);
        return output
            .view(images, -1, numbers, height, width)
            .permute(0, 3, 4, 1, 2)
            .reshape(images, -1, numbers)
            .MoveToOuterDisposeScope();
    }
}
