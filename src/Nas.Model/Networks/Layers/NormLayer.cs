using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Networks.Layers;

/// <summary>Options of the BatchNorm layers of a network.</summary>
public sealed record NormOptions
{
    /// <summary>
    /// True: scales, shifts and running statistics stay as they were loaded, as is usual where a detector's minibatches are small.
    /// </summary>
    public bool Frozen { get; init; }

    /// <summary>The switch that all layers share; without effect on frozen ones.</summary>
    public NormSwitch Switch { get; init; } = new();
}

/// <summary>BatchNorm over images and pixels (Ioffe and Szegedy, 2015), with running statistics.</summary>
public sealed class NormLayer : nn.Module<Tensor, Tensor>, ILayer
{
    private const double Epsilon = 1e-5;

    private readonly NormOptions _options;
    private readonly Parameter _scale,
        _shift;
    private readonly Tensor _mean,
        _variance,
        _count;

    public NormLayer(int channels, NormOptions options, Device device)
        : base(nameof(NormLayer))
    {
        _options = options;
        register_parameter("weight", _scale = new Parameter(ones(channels, float32, device), requires_grad: !options.Frozen));
        register_parameter("bias", _shift = new Parameter(zeros(channels, float32, device), requires_grad: !options.Frozen));
        register_buffer("running_mean", _mean = zeros(channels, float32, device));
        register_buffer("running_var", _variance = ones(channels, float32, device));
        // Never read here: torchvision's state has it.
        register_buffer("num_batches_tracked", _count = zeros([], int64, device));
        Tensors =
        [
            new("weight", _scale, StartValue.One, !options.Frozen),
            new("bias", _shift, StartValue.Zero, !options.Frozen),
            new("running_mean", _mean, StartValue.Zero, Trained: false),
            new("running_var", _variance, StartValue.One, Trained: false),
            new("num_batches_tracked", _count, StartValue.Zero, Trained: false),
        ];
    }

    public IReadOnlyList<LayerTensor> Tensors { get; }

    /// <summary>Images x channels x H x W, to the same.</summary>
    public override Tensor forward(Tensor input)
    {
        var mode = _options.Frozen ? NormMode.Running : _options.Switch.Mode;
        var momentum = _options.Switch.Momentum;
        var (mean, variance) =
            mode == NormMode.Batch || _options.Frozen || _options.Switch.Statistics is not { } kept
                ? (_mean, _variance)
                : kept.Of(this, _mean);
        if (mode != NormMode.Running && _options.Switch.Seat is { } seat)
            return Synchronised(input, seat, record: mode == NormMode.Record);
        return mode switch
        {
            NormMode.Batch => Functional.batch_norm(input, null, null, _scale, _shift, training: true, momentum, Epsilon),
            NormMode.Record => Functional.batch_norm(input, mean, variance, _scale, _shift, training: true, momentum, Epsilon),
            _ => Functional.batch_norm(input, mean, variance, _scale, _shift, training: false, momentum, Epsilon),
        };
    }

    private Tensor Synchronised(Tensor input, NormSeat seat, bool record)
    {
        using var scope = NewDisposeScope();
        using Scalar epsilon = Epsilon;
        var moments = seat.Meet(Moments.Of(input), scope);
        if (record)
            Record(moments);
        Tensor PerChannel(Tensor values) => values.view(1, -1, 1, 1);
        var factor = _scale * moments.Variance.add(epsilon, Scalars.One).rsqrt();
        return addcmul(PerChannel(_shift), input - PerChannel(moments.Mean), PerChannel(factor), Scalars.One).MoveToOuterDisposeScope();
    }

    /// <summary>Records as batch_norm does: the variance is an estimate of that of all images.</summary>
    private void Record(Moments moments)
    {
        using var noGradient = no_grad();
        using Scalar newest = _options.Switch.Momentum;
        using Scalar older = 1 - _options.Switch.Momentum;
        using Scalar estimate = _options.Switch.Momentum * moments.Count / Math.Max(1, moments.Count - 1);
        _mean.mul_(older).add_(moments.Mean, newest);
        _variance.mul_(older).add_(moments.Variance, estimate);
    }

    /// <summary>Tensors were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }
}
