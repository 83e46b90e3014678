using Nas.Model.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Networks;

public sealed class ConvolutionTests
{
    /// <summary>
    /// Searches begun before go on with the same numbers: what was right before is computed as before, to the bit. Channels that are no
    /// multiple of the processor's block, sides that the stride does not divide, groups, and the other layout of memory were.
    /// </summary>
    [Theory]
    [
        InlineData(16, 8, 1, true),
        InlineData(17, 8, 1, true),
        InlineData(24, 8, 1, true),
        InlineData(4, 7, 1, true),
        InlineData(4, 8, 1, false),
        InlineData(6, 8, 2, true),
        InlineData(6, 8, 6, true),
        InlineData(1, 8, 1, true)
    ]
    public void What_oneDNN_computes_right_does_not_go_another_way(int channels, int side, int groups, bool innermost)
    {
        set_num_threads(1);
        var spec = new ConvSpec(channels, 12, 1, 2, groups);
        var direct = Pass(spec, side, innermost, (input, weight) => Convolution.Direct(input, weight, null, spec, 1));
        Assert.Equal(direct, Pass(spec, side, innermost, (input, weight) => Convolution.Of(input, weight, null, spec)));
    }

    /// <summary>Neither way is wrong without gradients.</summary>
    [Theory, InlineData(4, 2), InlineData(7, 4)]
    public void The_way_round_looks_at_the_same_pixels_and_keeps_the_layout(int channels, int stride)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var spec = new ConvSpec(channels, 8, 1, stride, 1);
        var (input, weight) = (Inputs(spec, 8, innermost: true), randn(8, channels, 1, 1));
        var (output, direct) = (Convolution.Of(input, weight, null, spec), Convolution.Direct(input, weight, null, spec, 1));
        Assert.True(output.allclose(direct, 1e-5, 1e-6));
        Assert.Equal(direct.stride(), output.stride());
    }

    private static float[] Pass(ConvSpec spec, int side, bool innermost, Func<Tensor, Tensor, Tensor> layer)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var input = Inputs(spec, side, innermost).requires_grad_(true);
        var weight = randn(spec.Output, spec.Input / spec.Groups, 1, 1).requires_grad_(true);
        var output = layer(input, weight);
        autograd.backward([output], [randn_like(output)]);
        return [.. new[] { output, input.grad!, weight.grad! }.SelectMany(tensor => tensor.detach().contiguous().data<float>())];
    }

    private static Tensor Inputs(ConvSpec spec, int side, bool innermost)
    {
        var input = randn(16, spec.Input, side, side);
        return innermost ? input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : input;
    }
}
