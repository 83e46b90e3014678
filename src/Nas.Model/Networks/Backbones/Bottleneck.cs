using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>Sizes of one bottleneck.</summary>
/// <param name="Inner">Channels of the 3x3 convolution.</param>
/// <param name="Groups">Groups of the 3x3 convolution: more than 1 in ResNeXt.</param>
internal sealed record BottleneckSpec(int Input, int Inner, int Output, int Stride, int Groups);

/// <summary>
/// 1x1, 3x3 and 1x1 convolution around which the input is added (He et al., 2016; Xie et al., 2017). The middle one has the stride, as
/// in torchvision, and can be dilated.
/// </summary>
internal sealed class Bottleneck : Block
{
    private readonly ConvLayer conv1; // these names are checkpoint keys
    private readonly NormLayer bn1;
    private readonly ConvLayer conv2;
    private readonly NormLayer bn2;
    private readonly ConvLayer conv3;
    private readonly NormLayer bn3;
    private readonly Projection? downsample;

    public Bottleneck(BottleneckSpec spec, NormOptions norm, Device device)
        : base(nameof(Bottleneck))
    {
        conv1 = new ConvLayer(new ConvSpec(spec.Input, spec.Inner, 1, 1, 1), device);
        bn1 = new NormLayer(spec.Inner, norm, device);
        conv2 = new ConvLayer(new ConvSpec(spec.Inner, spec.Inner, 3, spec.Stride, spec.Groups), device);
        bn2 = new NormLayer(spec.Inner, norm, device);
        conv3 = new ConvLayer(new ConvSpec(spec.Inner, spec.Output, 1, 1, 1), device);
        bn3 = new NormLayer(spec.Output, norm, device);
        downsample = Projection.Needed(spec.Input, spec.Output, spec.Stride, norm, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, int dilation)
    {
        using var scope = NewDisposeScope();
        var hidden = bn1.call(conv1.call(input)).relu_();
        hidden = bn2.call(conv2.call(hidden, dilation)).relu_();
        var output = bn3.call(conv3.call(hidden));
        // In place: no gradient needs what BatchNorm gives.
        output.add_(downsample is null ? input : downsample.call(input), Scalars.One).relu_();
        return output.MoveToOuterDisposeScope();
    }
}
