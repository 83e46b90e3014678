using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Networks.Reallocation;

public sealed class SupernetTests
{
    public SupernetTests() => set_num_threads(1);

    [Theory]
    [InlineData("resnet_small", "1,1,1,1")]
    [InlineData("resnet_small", "2,1,3,2")]
    [InlineData("resnet_small", "1,2,1,1")]
    [InlineData("mobilenet_v2", "2,1,3,1")]
    [InlineData("mobilenet_v2", "1,2,1,2")]
    public void An_allocation_of_the_supernet_is_the_plain_backbone_with_its_weights(string backbone, string allocation)
    {
        using var scope = NewDisposeScope();
        var space = Space(backbone);
        using var supernet = Filled(space, seed: 3);
        var architecture = space.Parse(allocation);
        using var plain = Backbone.Create(space.BackboneOf(architecture), new BackboneOptions(), CPU);
        var state = supernet.StateOf(architecture);
        var target = LayerState.Of(plain);
        Assert.Equal(target.Select(tensor => tensor.Name), state.Select(tensor => tensor.Name));
        using (no_grad())
            foreach (var (to, from) in target.Zip(state))
                to.Value.copy_(from.Value);

        Assert.Equal(plain.Channels, supernet.Channels);
        using var inference = inference_mode();
        var images = ones(2, 3, 64, 64).mul(arange(64).div(64));
        AssertSame(plain.call(images, plain.Undilated), supernet.call(images, architecture));
    }

    [Fact]
    public void The_tensors_of_all_allocations_are_those_of_the_supernet_and_branches_share_none()
    {
        var space = Space("mobilenet_v2");
        using var supernet = Filled(space, seed: 1);
        var all = LayerState.Of(supernet);
        Assert.Equal(all.Length, all.Select(tensor => tensor.Name).Distinct().Count());
        var reached = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var text in (string[])["1,1,1,1", "2,2,2,2", "1,1,3,1"])
            reached.UnionWith(supernet.StateOf(space.Parse(text)).Select(tensor => tensor.Value));
        Assert.True(reached.SetEquals(all.Select(tensor => tensor.Value)));
        var (few, many) = (supernet.StateOf(space.Parse("1,1,1,1")), supernet.StateOf(space.Parse("1,2,1,1")));
        var shared = few.Select(tensor => tensor.Value).Intersect(many.Select(tensor => tensor.Value), ReferenceEqualityComparer.Instance);
        Assert.Equal(
            few.Length - LayerState.Of(Backbone.BlocksOf(space.BackboneOf(space.Parse("1,1,1,1")), 1, new NormOptions(), CPU)[0]).Length,
            shared.Count()
        );
    }

    [Fact]
    public void Only_sampled_branches_get_gradients()
    {
        using var scope = NewDisposeScope();
        var space = Space("resnet_small");
        using var supernet = Filled(space, seed: 2);
        var architecture = space.Parse("2,1,3,1");
        supernet.call(randn(2, 3, 64, 64), architecture)[^1].square().sum().backward();
        var sampled = supernet
            .StateOf(architecture)
            .Where(tensor => tensor.Trained)
            .Select(tensor => tensor.Value)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        Assert.All(
            LayerState.Of(supernet).Where(tensor => tensor.Trained),
            tensor =>
                Assert.Equal(sampled.Contains(tensor.Value), tensor.Value.grad is { } gradient && gradient.abs().sum().item<float>() > 0)
        );
    }

    [Fact]
    public void A_pass_leaves_only_the_stage_outputs_behind_and_a_supernet_nothing()
    {
        var space = Space("mobilenet_v2");
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var supernet = Filled(space, seed: 2);
        var before = statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        {
            var maps = supernet.call(zeros(1, 3, 64, 64), space.Parse("1,2,3,1"));
            Assert.Equal(before + 1 + maps.Length, statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
        var own = LayerState.Of(supernet).Select(tensor => tensor.Value).ToList();
        supernet.Dispose();
        Assert.All(own, tensor => Assert.True(tensor.IsInvalid));
    }

    [Theory]
    [InlineData("resnet_small")]
    [InlineData("mobilenet_v2")]
    public void Operations_are_the_dilations_of_the_plain_backbone(string name)
    {
        using var scope = NewDisposeScope();
        var shape = BackboneShapes.Find(name).WithBlocks([1, 2, 1, 1]);
        var space = new DilationSpace("dilation-small", shape, 64, 64);
        var norm = new NormSwitch();
        using var backbone = Backbone.Create(shape, new BackboneOptions { Norm = new NormOptions { Switch = norm } }, CPU);
        LayerState.Fill(LayerState.Of(backbone), seed: 4, run: 0);
        var supernet = new OperationSupernet(backbone, norm);
        Assert.Equal(space.Decisions.Length, supernet.Decisions);
        using var inference = inference_mode();
        var images = ones(2, 3, 64, 64).mul(arange(64).div(64));
        foreach (var text in (string[])["1/1,1/1/1", "2/1,3/2/1", "1/3,2/1/3"])
        {
            var architecture = space.Parse(text);
            AssertSame(backbone.call(images, DilationSpace.DilationsOf(architecture)), supernet.Forward(images, architecture));
        }
    }

    /// <summary>Statistics kept outside of the layers become those that the layers would have kept themselves.</summary>
    [Fact]
    public void Statistics_kept_outside_equal_the_layers_own_and_leave_these_alone()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var norm = new NormSwitch { Mode = NormMode.Record };
        var layer = new NormLayer(3, new NormOptions { Switch = norm }, CPU);
        var (first, second) = (randn(4, 3, 5, 5), randn(4, 3, 5, 5).add(2));
        using var kept = new NormStatistics();
        void Record(NormStatistics? statistics)
        {
            norm.Statistics = statistics;
            (norm.Mode, norm.Momentum) = (NormMode.Record, 1);
            layer.call(first);
            norm.Momentum = 0.5;
            layer.call(second);
            norm.Mode = NormMode.Running;
        }
        Record(kept);
        Assert.Equal(0, layer.Tensors[2].Value.abs().sum().item<float>());
        var outside = layer.call(first);
        Record(null);
        Assert.Equal(layer.call(first).bytes.ToArray(), outside.bytes.ToArray());
    }

    private static StageSpace Space(string backbone) =>
        new(
            "stage-tiny",
            [
                [1, 2],
                [1, 2],
                [1, 2, 3],
                [1, 2],
            ],
            BackboneShapes.Find(backbone),
            64,
            64
        );

    private static StageSupernet Filled(StageSpace space, long seed)
    {
        var supernet = new StageSupernet(space, new NormOptions(), CPU);
        LayerState.Fill(LayerState.Of(supernet), seed, run: 0);
        return supernet;
    }

    private static void AssertSame(ImmutableArray<Tensor> expected, ImmutableArray<Tensor> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.bytes.ToArray(), pair.Second.bytes.ToArray()));
    }
}
