using Nas.Model.Cost;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;

namespace Nas.Model.DeviceTests.Recipes;

/// <summary>
/// CONTRIBUTING's two recipes of backbones, followed: a line in the table of names; a shape, a network, and a line in the table of
/// families.
/// </summary>
public sealed class ToyBackboneTests
{
    private static readonly NamedNetworks Networks = new([
        .. NamedNetworks.Standard.Entries,
        new("toy", new ToyShape([1, 2, 3, 1])) { IsClassifier = true, Stages = ToyShape.Depths },
        new("resnet_toy", new ResNetShape(false, [1, 1, 1, 1], FirstWidth: 8)) { Stages = StageOptions.Small },
    ]);

    private static readonly BackboneFamilies Families = new([
        .. BackboneFamilies.Standard.All,
        BackboneFamily.Of<ToyShape>((shape, options, device) => new ToyBackbone(shape, options, device), ToyBackbone.BlocksOf),
    ]);

    public ToyBackboneTests() => torch.set_num_threads(1);

    [Theory]
    [InlineData("toy", "stage-toy", 12)]
    [InlineData("resnet_toy", "stage-small", 400)]
    public void It_has_a_cost_a_space_and_a_network_that_agree(string name, string stages, int allocations)
    {
        var entry = Networks.Backbone(name.ToUpperInvariant());
        Assert.Equal((name, stages), (entry.Name, entry.Stages!.Name));
        Assert.Contains(name, Networks.Backbones);
        Assert.Contains(entry.Stages, Networks.Stages);

        var space = new StageSpace(stages, entry.Stages.Stages, entry.Shape, 64, 96);
        Assert.Equal(allocations, space.Count);
        foreach (var shape in new[] { entry.Shape, entry.Shape.WithBlocks([1, 1, 2, 1]) })
        {
            using var scope = torch.NewDisposeScope();
            using var inference = torch.inference_mode();
            using var network = Families.Of(shape).Create(shape, new BackboneOptions { Classes = 7 }, torch.CPU);
            var state = LayerState.Of(network);
            LayerState.Fill(state, seed: 1, run: 0);
            var trained = state.Where(tensor => tensor.Trained).Sum(tensor => tensor.Value.numel());
            Assert.Equal(shape.Layers(64, 96, 7).Sum(layer => layer.Cost.Parameters), trained);
            var expected = shape.Features(new LayerList(3, 64, 96)).Select(map => new long[] { 1, map.Channels, map.Height, map.Width });
            Assert.Equal(expected, network.call(torch.ones(1, 3, 64, 96), network.Undilated).Select(map => map.shape));
            Assert.Equal([1, 7], network.Classify(torch.ones(1, 3, 64, 96), network.Undilated).shape);
            var stageByStage = Enumerable
                .Range(0, 4)
                .Select(stage => Families.Of(shape).BlocksOf(shape, stage, new NormOptions(), torch.META));
            Assert.Equal(shape.Blocks, stageByStage.Select(blocks => blocks.Length));
        }
        Assert.InRange(DetectorCost.Of(DetectorShape.Find("faster-rcnn-fpn"), entry.Shape, 64, 96, 10).Total.MAdds, 1, long.MaxValue);
    }

    [Fact]
    public void Only_what_torchvision_has_is_a_classifier()
    {
        Assert.NotNull(Networks.Classifier("toy"));
        Assert.Null(Networks.Classifier("resnet_toy"));
        Assert.Equal(NamedNetworks.Standard.Classifiers.Add("toy").Order(StringComparer.Ordinal), Networks.Classifiers);
    }

    [Fact]
    public void Every_network_that_can_be_named_can_be_built()
    {
        Assert.All(NamedNetworks.Standard.Entries, entry => Assert.NotNull(BackboneFamilies.Standard.Of(entry.Shape)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackboneFamilies.Standard.Of(new ToyShape([1, 1, 1, 1])));
    }

    [Fact]
    public void The_backbone_of_every_depths_is_one_of_theirs()
    {
        Assert.All(Networks.Stages, stages => Assert.Equal(stages, Networks.Backbone(stages.Backbone).Stages));
        string[] known = ["stage-resnet", "stage-resnext", "stage-mobilenet-v2", "stage-small"];
        Assert.Equal(known, StageOptions.All.Select(stages => stages.Name));
    }
}
