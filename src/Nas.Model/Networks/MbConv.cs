using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>Sizes of one inverted bottleneck.</summary>
/// <param name="Expansion">Hidden channels over input channels; 1: no expansion layer.</param>
/// <param name="Residual">The input is added to the output, which must have its shape.</param>
public sealed record MbConvSpec(int Input, int Output, int Kernel, int Expansion, int Stride, bool Residual)
{
    /// <summary>Activation after the expansion and after the depthwise convolution.</summary>
    public Activation Activation { get; init; } = Activation.Relu6;
}

/// <summary>Inverted residual of MobileNetV2 (Sandler et al., 2018): 1x1 expansion, depthwise convolution, linear 1x1 projection.</summary>
public sealed class MbConv : nn.Module<Tensor, Tensor>
{
    private readonly ConvNorm? expand;
    private readonly ConvNorm depthwise,
        project; // these names are checkpoint keys
    private readonly bool _residual;

    public MbConv(MbConvSpec spec, NormSwitch norm, bool running, Device device)
        : base(nameof(MbConv))
    {
        _residual = spec.Residual;
        var hidden = spec.Input * spec.Expansion;
        if (spec.Expansion != 1)
            expand = new ConvNorm(new ConvSpec(spec.Input, hidden, 1, 1, 1), norm, spec.Activation, running, device);
        depthwise = new ConvNorm(new ConvSpec(hidden, hidden, spec.Kernel, spec.Stride, hidden), norm, spec.Activation, running, device);
        project = new ConvNorm(new ConvSpec(hidden, spec.Output, 1, 1, 1), norm, Activation.None, running, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = project.call(depthwise.call(expand is null ? input : expand.call(input)));
        // In place: nothing else reads the projection's output, and no gradient needs it.
        if (_residual)
            output.add_(input, Scalars.One);
        return output.MoveToOuterDisposeScope();
    }
}
