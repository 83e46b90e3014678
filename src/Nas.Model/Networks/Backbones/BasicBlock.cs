using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>Two 3x3 convolutions around which the input is added (He et al., 2016); the second can be dilated.</summary>
internal sealed class BasicBlock : Block
{
    private readonly ConvLayer conv1; // these names are checkpoint keys
    private readonly NormLayer bn1;
    private readonly ConvLayer conv2;
    private readonly NormLayer bn2;
    private readonly Projection? downsample;

    public BasicBlock(int input, int output, int stride, NormOptions norm, Device device)
        : base(nameof(BasicBlock))
    {
        conv1 = new ConvLayer(new ConvSpec(input, output, 3, stride, 1), device);
        bn1 = new NormLayer(output, norm, device);
        conv2 = new ConvLayer(new ConvSpec(output, output, 3, 1, 1), device);
        bn2 = new NormLayer(output, norm, device);
        downsample = Projection.Needed(input, output, stride, norm, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, int dilation)
    {
        using var scope = NewDisposeScope();
        var hidden = bn1.call(conv1.call(input)).relu_();
        var output = bn2.call(conv2.call(hidden, dilation));
        // In place: no gradient needs what BatchNorm gives.
        output.add_(downsample is null ? input : downsample.call(input), Scalars.One).relu_();
        return output.MoveToOuterDisposeScope();
    }
}
