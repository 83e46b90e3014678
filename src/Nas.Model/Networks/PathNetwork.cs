using System.Collections.Immutable;
using Nas.Model.Networks.Layers;
using Nas.Model.Spaces;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>
/// The network of a space of image classifiers: all options of all decisions (the supernet), or those of one architecture. A tensor has the
/// same name in both, so that a subnet's weights are some of the supernet's by name. A forward pass takes an architecture and runs what it
/// names. Weights are uninitialised until <see cref="LayerState.Fill"/> or a file fills them.
/// </summary>
public abstract class PathNetwork : nn.Module<Tensor, Architecture, Tensor>
{
    private const double LinearDeviation = 0.01;

    private readonly ConvNorm _stem,
        _head;
    private readonly LinearLayer _linear;
    private ImmutableDictionary<nn.Module, ImmutableArray<NamedTensor>> _ownParameters = ImmutableDictionary<
        nn.Module,
        ImmutableArray<NamedTensor>
    >.Empty;

    /// <summary>A derived class registers what is between stem and head, then calls <see cref="Complete"/>.</summary>
    private protected PathNetwork(string name, IImageSpace space, NetworkEnds ends, bool running, Device device)
        : base(name)
    {
        (SpaceName, Device) = (space.Name, device);
        _stem = new ConvNorm(new ConvSpec(space.Channels, ends.StemWidth, 3, ends.StemStride, 1), Norm, ends.Activation, running, device);
        _head = new ConvNorm(new ConvSpec(ends.LastWidth, ends.HeadWidth, 1, 1, 1), Norm, ends.Activation, running, device);
        _linear = new LinearLayer(ends.HeadWidth, space.Classes, StartValue.Normal(LinearDeviation), device);
    }

    public string SpaceName { get; }

    public Device Device { get; }

    public NormSwitch Norm { get; } = new();

    /// <summary>All tensors, in the order of their names, which files have.</summary>
    public ImmutableArray<LayerTensor> Tensors { get; private set; } = [];

    /// <summary>Every trainable tensor, by name.</summary>
    public ImmutableArray<NamedTensor> Parameters { get; private set; } = [];

    /// <summary>The running statistics, by name; empty where the network has none.</summary>
    public ImmutableArray<NamedTensor> Buffers { get; private set; } = [];

    /// <summary>The network with all options of all decisions.</summary>
    /// <param name="running">True: BatchNorm layers have running statistics. Only scoring needs them; a sampled path trains
    /// without.</param>
    public static PathNetwork Supernet(IImageSpace space, Device device, bool running) =>
        space switch
        {
            Spaces.Topology.TopologySpace topology => TopologyNetwork.Supernet(topology, device, running),
            Spaces.Macro.MacroSpace macro => new MacroNetwork(macro, null, running, device),
            _ => throw new ArgumentException($"There are no networks of the space {space.Name}.", nameof(space)),
        };

    /// <summary>The network of one architecture alone, with running statistics.</summary>
    public static PathNetwork Standalone(IImageSpace space, Architecture architecture, Device device) =>
        space switch
        {
            Spaces.Topology.TopologySpace topology => TopologyNetwork.Standalone(topology, architecture, device),
            Spaces.Macro.MacroSpace macro => new MacroNetwork(macro, architecture, running: true, device),
            _ => throw new ArgumentException($"There are no networks of the space {space.Name}.", nameof(space)),
        };

    /// <summary>Images x channels x side x side to images x classes (logits).</summary>
    public override Tensor forward(Tensor images, Architecture architecture)
    {
        using var scope = NewDisposeScope();
        var features = Body(InnermostChannels(_stem.call(images)), architecture);
        var pooled = _head.call(features).mean([2, 3]);
        return _linear.call(pooled).MoveToOuterDisposeScope();
    }

    /// <summary>The trainable tensors that a forward pass of an architecture uses, always in the same order.</summary>
    public IReadOnlyList<NamedTensor> ParametersOf(Architecture architecture)
    {
        var used = new List<NamedTensor>();
        foreach (var module in Used(architecture))
            used.AddRange(_ownParameters[module]);
        used.AddRange(_ownParameters[_linear]);
        return used;
    }

    /// <summary>Forgets the running statistics of the layers that an architecture uses.</summary>
    public void ResetStatistics(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var module in Used(architecture))
        {
            foreach (var layer in module.modules().Prepend(module).OfType<ConvNorm>())
                layer.ResetStatistics();
        }
    }

    /// <summary>Parts were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }

    /// <summary>Runs the layers from the stem's output to the head's input, in the caller's dispose scope.</summary>
    private protected abstract Tensor Body(Tensor features, Architecture architecture);

    /// <summary>
    /// The modules between stem and head that a forward pass of an architecture runs: <see cref="MbConv"/> and <see cref="ConvNorm"/>.
    /// </summary>
    private protected abstract IEnumerable<nn.Module> UsedBetween(Architecture architecture);

    /// <summary>Registers the ends and takes stock of the tensors, once all parts between are registered.</summary>
    private protected void Complete()
    {
        register_module("stem", _stem);
        register_module("head", _head);
        register_module("linear", _linear);
        Tensors = [.. LayerState.Of(this).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        Parameters = [.. Named(Tensors, trained: true)];
        Buffers = [.. Named(Tensors, trained: false)];
        _ownParameters = named_modules()
            .Where(pair => pair.module is MbConv or ILayer)
            .ToImmutableDictionary(
                pair => pair.module,
                pair =>
                    Named(LayerState.Of(pair.module).Select(own => own with { Name = $"{pair.name}.{own.Name}" }), trained: true)
                        .ToImmutableArray()
            );
    }

    private static IEnumerable<NamedTensor> Named(IEnumerable<LayerTensor> tensors, bool trained) =>
        tensors.Where(tensor => tensor.Trained == trained).Select(tensor => new NamedTensor(tensor.Name, tensor.Value));

    private IEnumerable<nn.Module> Used(Architecture architecture) => UsedBetween(architecture).Prepend(_stem).Append(_head);

    /// <summary>
    /// The same values with the channels innermost in memory ("channels last"), in which a CPU runs depthwise and 1x1 convolutions about
    /// twice as fast; layers keep the layout of what they are given. On other devices, the tensor as it is.
    /// </summary>
    private static Tensor InnermostChannels(Tensor features) =>
        features.device_type == TorchSharp.DeviceType.CPU ? features.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : features;
}

/// <summary>A network's first and last layers.</summary>
/// <param name="LastWidth">Channels that the head is given.</param>
internal sealed record NetworkEnds(int StemWidth, int StemStride, int LastWidth, int HeadWidth, Activation Activation);
