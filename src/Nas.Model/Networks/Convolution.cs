using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Networks;

/// <summary>The shape of one convolution: <paramref name="Groups"/> equal to the channels makes it depthwise.</summary>
public sealed record ConvSpec(int Input, int Output, int Kernel, int Stride, int Groups);

/// <summary>The convolutions of all networks: nothing else calls libtorch's, some of which are wrong.</summary>
internal static class Convolution
{
    /// <summary>Channels that oneDNN takes at once where it can: 16 with AVX-512 or on a processor not known here, else 8.</summary>
    private static readonly int Block = X86Base.IsSupported && (X86Base.CpuId(7, 0).Ebx & (1 << 16)) == 0 ? 8 : 16;

    /// <summary>A convolution, padded so that a stride of 1 keeps the resolution. The output has the layout of the input.</summary>
    public static Tensor Of(Tensor input, Tensor weight, Tensor? bias, ConvSpec spec, int dilation = 1)
    {
        if (!IsOverrun(input, spec))
            return Direct(input, weight, bias, spec, dilation);
        // Means of one pixel each: the pixels that the convolution looks at, in the layout of the input.
        using var pixels = Functional.avg_pool2d(input, [1, 1], [spec.Stride, spec.Stride]);
        return Direct(pixels, weight, bias, spec with { Stride = 1 }, dilation);
    }

    /// <summary>The convolution as libtorch computes it.</summary>
    public static Tensor Direct(Tensor input, Tensor weight, Tensor? bias, ConvSpec spec, int dilation)
    {
        var padding = dilation * (spec.Kernel - 1) / 2;
        return Functional.conv2d(input, weight, bias, [spec.Stride, spec.Stride], [padding, padding], [dilation, dilation], spec.Groups);
    }

    /// <summary>
    /// True where the gradient of the weight would be wrong, and other memory overwritten: oneDNN 3.7 gathers the pixels of a strided 1x1
    /// convolution in a workspace of pixels x channels, and addresses it as pixels x <see cref="Block"/>, where the channels are innermost
    /// and the stride divides the sides (https://github.com/uxlfoundation/oneDNN/issues/6035). No other shape goes another way: its sums
    /// would be rounded in another order, and searches begun before would go on with other numbers.
    /// </summary>
    private static bool IsOverrun(Tensor input, ConvSpec spec) =>
        spec is { Kernel: 1, Stride: > 1, Groups: 1, Input: > 1 }
        && spec.Input < Block
        && input.device_type == DeviceType.CPU
        && input.stride(1) == 1
        && input.shape[2] % spec.Stride == 0
        && input.shape[3] % spec.Stride == 0;
}
