using System.Collections.Immutable;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>The network of a topology-augmented space: see <see cref="TopologySpec"/>.</summary>
public sealed class TopologyNetwork : PathNetwork
{
    private readonly ImmutableArray<Stage> _stages;

    private TopologyNetwork(TopologySpace space, Architecture? only, bool running, Device device)
        : base(
            nameof(TopologyNetwork),
            space,
            new NetworkEnds(
                space.Spec.StemWidth,
                space.Spec.StemStride,
                space.Spec.Stages[^1].Width,
                space.Spec.HeadWidth,
                Activation.Relu6
            ),
            running,
            device
        )
    {
        Space = space;
        var stages = ImmutableArray.CreateBuilder<Stage>();
        var width = space.Spec.StemWidth;
        for (var i = 0; i < space.Spec.Stages.Length; i++)
        {
            var stage = new Stage(space, i, width, only, Norm, running, device);
            register_module($"s{i + 1}", stage);
            stages.Add(stage);
            width = space.Spec.Stages[i].Width;
        }
        _stages = stages.ToImmutable();
        Complete();
    }

    public TopologySpace Space { get; }

    /// <summary>The network with all operations of all edges.</summary>
    /// <param name="running">True: BatchNorm layers have running statistics. Only scoring needs them; a sampled path trains
    /// without.</param>
    public static TopologyNetwork Supernet(TopologySpace space, Device device, bool running) => new(space, null, running, device);

    /// <summary>The network with the operations of one architecture, with running statistics.</summary>
    public static TopologyNetwork Standalone(TopologySpace space, Architecture architecture, Device device) =>
        new(space, architecture, running: true, device);

    private protected override Tensor Body(Tensor features, Architecture architecture)
    {
        foreach (var stage in _stages)
            features = stage.call(features, architecture);
        return features;
    }

    private protected override IEnumerable<nn.Module> UsedBetween(Architecture architecture) =>
        _stages.SelectMany(stage => stage.Used(architecture));
}
