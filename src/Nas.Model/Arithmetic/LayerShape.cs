using Nas.Model.Networks;

namespace Nas.Model.Arithmetic;

/// <summary>All that decides how the native library computes a convolution, apart from the images.</summary>
/// <param name="Transposed">The 2x2 one that doubles the resolution: see <see cref="Networks.Layers.DoublingLayer"/>.</param>
public sealed record LayerShape(ConvSpec Spec, int Dilation = 1, bool Bias = false, bool Transposed = false)
{
    private bool IsDepthwise => Spec.Groups > 1 && Spec.Groups == Spec.Input;

    /// <summary>The shape in words: <c>1x1 convolution from 4 to 8 channels, stride 2</c>.</summary>
    public override string ToString() =>
        $"{(Transposed ? "transposed " : IsDepthwise ? "depthwise " : "")}{Spec.Kernel}x{Spec.Kernel} convolution from {Spec.Input} to {Spec.Output} channels"
        + (Spec.Groups > 1 && !IsDepthwise ? $" in {Spec.Groups} groups" : "")
        + (Spec.Stride > 1 ? $", stride {Spec.Stride}" : "")
        + (Dilation > 1 ? $", dilation {Dilation}" : "")
        + (Bias ? ", with bias" : "");
}
