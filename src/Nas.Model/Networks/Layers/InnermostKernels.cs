using static TorchSharp.torch;

namespace Nas.Model.Networks.Layers;

/// <summary>
/// Kernels that lie in memory as the maps that they are for: with the input's channels innermost. <see cref="Training.Gradients"/> gives a
/// gradient the layout of its parameter, and the length of gradients is summed as they lie: laid out in another way than a convolution
/// makes them, it would have other last bits.
/// </summary>
internal static class InnermostKernels
{
    public static Tensor Empty(long output, long input, long side, Device device)
    {
        using var lain = empty([output, side, side, input], float32, device);
        return lain.permute(0, 3, 1, 2);
    }
}
