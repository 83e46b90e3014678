using Nas.Model.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Networks;

/// <summary>
/// A convolution without bias and padded by (kernel - 1) / 2, BatchNorm, and the activation that is asked for. Weights are left
/// uninitialised: see <see cref="LayerState"/>.
/// </summary>
public sealed class ConvNorm : nn.Module<Tensor, Tensor>, ILayer
{
    private const double Epsilon = 1e-5;

    private static readonly Scalar Zero = 0.0,
        Six = 6.0;

    private readonly NormSwitch _norm;
    private readonly Activation _activation;
    private readonly Parameter _weight,
        _scale,
        _shift;
    private readonly Tensor? _mean,
        _variance;

    /// <param name="running">True: the layer has running statistics (buffers that are part of its state).</param>
    public ConvNorm(ConvSpec spec, NormSwitch norm, Activation activation, bool running, Device device)
        : base(nameof(ConvNorm))
    {
        Spec = spec;
        (_norm, _activation) = (norm, activation);
        _weight = new Parameter(empty([spec.Output, spec.Input / spec.Groups, spec.Kernel, spec.Kernel], float32, device));
        _scale = new Parameter(ones(spec.Output, float32, device));
        _shift = new Parameter(zeros(spec.Output, float32, device));
        register_parameter("conv.weight", _weight);
        register_parameter("norm.weight", _scale);
        register_parameter("norm.bias", _shift);
        Tensors =
        [
            new("conv.weight", _weight, StartValue.He(spec.Input / spec.Groups * spec.Kernel * spec.Kernel), Trained: true),
            new("norm.weight", _scale, StartValue.One, Trained: true),
            new("norm.bias", _shift, StartValue.Zero, Trained: true),
        ];
        if (!running)
            return;
        register_buffer("norm.running_mean", _mean = zeros(spec.Output, float32, device));
        register_buffer("norm.running_var", _variance = ones(spec.Output, float32, device));
        Tensors =
        [
            .. Tensors,
            new("norm.running_mean", _mean, StartValue.Zero, Trained: false),
            new("norm.running_var", _variance, StartValue.One, Trained: false),
        ];
    }

    public ConvSpec Spec { get; }

    public IReadOnlyList<LayerTensor> Tensors { get; }

    /// <summary>Images x Input x H x W to images x Output x H' x W'.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var convolved = Convolution.Of(input, _weight, null, Spec);
        var output = _norm.Mode switch
        {
            NormMode.Batch => Functional.batch_norm(convolved, null, null, _scale, _shift, training: true, _norm.Momentum, Epsilon),
            NormMode.Record => Functional.batch_norm(convolved, _mean, _variance, _scale, _shift, training: true, _norm.Momentum, Epsilon),
            _ => Functional.batch_norm(convolved, _mean, _variance, _scale, _shift, training: false, _norm.Momentum, Epsilon),
        };
        if (_activation == Activation.Relu6)
            output.hardtanh_(Zero, Six);
        else if (_activation == Activation.Relu)
            output.relu_();
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Forgets the running statistics.</summary>
    public void ResetStatistics()
    {
        _mean?.zero_();
        _variance?.zero_();
    }

    /// <summary>Fields were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
