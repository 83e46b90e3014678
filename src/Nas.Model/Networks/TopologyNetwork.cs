using System.Collections.Immutable;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Networks;

/// <summary>
/// The network of a topology-augmented space (see <see cref="TopologySpec"/>): all operations of all edges (the supernet), or those of
/// one architecture. A tensor has the same name in both, so that a subnet's weights are some of the supernet's by name. A forward pass
/// takes an architecture and runs what it names. Weights are uninitialised until <see cref="InitialWeights"/> or a file fills them.
/// </summary>
public sealed class TopologyNetwork : nn.Module<Tensor, Architecture, Tensor>
{
    private readonly ConvNorm _stem, _head;
    private readonly ImmutableArray<Stage> _stages;
    private readonly Parameter _weight, _bias;
    private readonly ImmutableArray<NamedTensor> _linear;
    private readonly ImmutableDictionary<nn.Module, ImmutableArray<NamedTensor>> _ownParameters;

    private TopologyNetwork(TopologySpace space, Architecture? only, bool running, Device device) : base(nameof(TopologyNetwork))
    {
        (Space, Device) = (space, device);
        var spec = space.Spec;
        _stem = new ConvNorm(new ConvSpec(spec.Channels, spec.StemWidth, 3, spec.StemStride, 1), Norm, activate: true, running, device);
        register_module("stem", _stem);
        var stages = ImmutableArray.CreateBuilder<Stage>();
        var width = spec.StemWidth;
        for (var i = 0; i < spec.Stages.Length; i++)
        {
            var stage = new Stage(space, i, width, only, Norm, running, device);
            register_module($"s{i + 1}", stage);
            stages.Add(stage);
            width = spec.Stages[i].Width;
        }
        _stages = stages.ToImmutable();
        _head = new ConvNorm(new ConvSpec(width, spec.HeadWidth, 1, 1, 1), Norm, activate: true, running, device);
        register_module("head", _head);
        _weight = new Parameter(empty([spec.Classes, spec.HeadWidth], float32, device));
        _bias = new Parameter(zeros(spec.Classes, float32, device));
        _linear = [new("linear.weight", _weight), new("linear.bias", _bias)];
        foreach (var (name, value) in _linear) register_parameter(name, (Parameter)value);

        Parameters = [.. named_parameters().Select(pair => new NamedTensor(pair.name, pair.parameter)).OrderBy(pair => pair.Name, StringComparer.Ordinal)];
        _ownParameters = named_modules()
            .Where(pair => pair.module is MbConv || ReferenceEquals(pair.module, _stem) || ReferenceEquals(pair.module, _head))
            .ToImmutableDictionary(
                pair => pair.module,
                pair => pair.module.named_parameters().Select(own => new NamedTensor($"{pair.name}.{own.name}", own.parameter)).ToImmutableArray());
        Buffers = [.. named_buffers().Select(pair => new NamedTensor(pair.name, pair.buffer)).OrderBy(pair => pair.Name, StringComparer.Ordinal)];
    }

    public TopologySpace Space { get; }

    public Device Device { get; }

    public NormSwitch Norm { get; } = new();

    /// <summary>Every trainable tensor, by name.</summary>
    public ImmutableArray<NamedTensor> Parameters { get; }

    /// <summary>The running statistics, by name; empty where the network has none.</summary>
    public ImmutableArray<NamedTensor> Buffers { get; }

    /// <summary>All operations of all edges.</summary>
    /// <param name="running">Whether BatchNorm layers have running statistics: only scoring needs them, a sampled path trains without.</param>
    public static TopologyNetwork Supernet(TopologySpace space, Device device, bool running) => new(space, null, running, device);

    /// <summary>The operations of one architecture, with running statistics.</summary>
    public static TopologyNetwork Standalone(TopologySpace space, Architecture architecture, Device device) => new(space, architecture, running: true, device);

    /// <summary>Images x channels x side x side to images x classes (logits).</summary>
    public override Tensor forward(Tensor images, Architecture architecture)
    {
        using var scope = NewDisposeScope();
        var features = InnermostChannels(_stem.call(images));
        foreach (var stage in _stages) features = stage.call(features, architecture);
        var pooled = _head.call(features).mean([2, 3]);
        return Functional.linear(pooled, _weight, _bias).MoveToOuterDisposeScope();
    }

    /// <summary>The trainable tensors that a forward pass of an architecture uses, always in the same order.</summary>
    public IReadOnlyList<NamedTensor> ParametersOf(Architecture architecture)
    {
        var used = new List<NamedTensor>();
        foreach (var module in Used(architecture)) used.AddRange(_ownParameters[module]);
        used.AddRange(_linear);
        return used;
    }

    /// <summary>Forgets the running statistics of the layers that an architecture uses.</summary>
    public void ResetStatistics(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var module in Used(architecture))
        {
            foreach (var layer in module.modules().Prepend(module).OfType<ConvNorm>()) layer.ResetStatistics();
        }
    }

    /// <summary>Parts were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }

    private IEnumerable<nn.Module> Used(Architecture architecture) =>
        _stages.SelectMany(stage => stage.Used(architecture)).Prepend(_stem).Append(_head);

    /// <summary>
    /// The same values with the channels innermost in memory ("channels last"), in which a CPU runs depthwise and 1x1 convolutions about
    /// twice as fast; layers keep the layout of what they are given. On other devices, the tensor as it is.
    /// </summary>
    private static Tensor InnermostChannels(Tensor features) => features.device_type == TorchSharp.DeviceType.CPU
        ? features.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
        : features;
}
