using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>
/// Brings a block's input to the shape of its output: a 1x1 convolution and BatchNorm, named <c>0</c> and <c>1</c> by torchvision.
/// </summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly ConvLayer _convolution;
    private readonly NormLayer _norm;

    private Projection(int input, int output, int stride, NormOptions norm, Device device)
        : base(nameof(Projection))
    {
        _convolution = this.At("0", new ConvLayer(new ConvSpec(input, output, 1, stride, 1), device));
        _norm = this.At("1", new NormLayer(output, norm, device));
    }

    /// <summary>A projection, or null where the shape stays the same.</summary>
    public static Projection? Needed(int input, int output, int stride, NormOptions norm, Device device) =>
        stride == 1 && input == output ? null : new Projection(input, output, stride, norm, device);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _norm.call(_convolution.call(input)).MoveToOuterDisposeScope();
    }

    /// <summary>Layers were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
