using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>
/// 1x1 expansion, depthwise 3x3, linear 1x1 projection (Sandler et al., 2018) under torchvision's names; the depthwise one can be dilated.
/// </summary>
internal sealed class InvertedResidual : Block
{
    private static readonly Scalar Zero = 0.0,
        Six = 6.0;

    private readonly ConvLayer? _expand;
    private readonly NormLayer? _expandNorm;
    private readonly ConvLayer _depthwise,
        _project;
    private readonly NormLayer _depthwiseNorm,
        _projectNorm;
    private readonly bool _residual;

    public InvertedResidual(int input, InvertedResidualShape shape, NormOptions norm, Device device)
        : base(nameof(InvertedResidual))
    {
        _residual = shape.Stride == 1 && input == shape.Channels;
        var hidden = input * shape.Expansion;
        var part = 0;
        if (shape.Expansion != 1)
        {
            _expand = this.At($"conv.{part}.0", new ConvLayer(new ConvSpec(input, hidden, 1, 1, 1), device));
            _expandNorm = this.At($"conv.{part++}.1", new NormLayer(hidden, norm, device));
        }
        _depthwise = this.At($"conv.{part}.0", new ConvLayer(new ConvSpec(hidden, hidden, 3, shape.Stride, hidden), device));
        _depthwiseNorm = this.At($"conv.{part++}.1", new NormLayer(hidden, norm, device));
        _project = this.At($"conv.{part}", new ConvLayer(new ConvSpec(hidden, shape.Channels, 1, 1, 1), device));
        _projectNorm = this.At($"conv.{part + 1}", new NormLayer(shape.Channels, norm, device));
    }

    public override Tensor forward(Tensor input, int dilation)
    {
        using var scope = NewDisposeScope();
        var hidden = _expand is null ? input : _expandNorm!.call(_expand.call(input)).hardtanh_(Zero, Six);
        hidden = _depthwiseNorm.call(_depthwise.call(hidden, dilation)).hardtanh_(Zero, Six);
        var output = _projectNorm.call(_project.call(hidden));
        // In place: no gradient needs what BatchNorm gives.
        if (_residual)
            output.add_(input, Scalars.One);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Layers were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
