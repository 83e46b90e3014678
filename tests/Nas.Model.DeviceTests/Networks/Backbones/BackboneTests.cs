using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.Networks.Backbones;

public sealed class BackboneTests
{
    private const double Relative = 1e-3;

    private static readonly NormOptions Running = new() { Switch = new NormSwitch { Mode = NormMode.Running } };

    public BackboneTests() => torch.set_num_threads(1);

    [Theory]
    [InlineData("mobilenet_v2-224x224")]
    [InlineData("resnet18-224x224")]
    [InlineData("resnet50-224x224")]
    [InlineData("resnet50_blocks_1_3_5_7-128x160")]
    [InlineData("resnext50_32x4d-160x192")]
    public void States_stage_outputs_and_logits_are_torchvisions(string file)
    {
        var golden = JsonNode.Parse(File.ReadAllText(TestData.Require($"torchvision-golden/{file}.json")))!;
        var model = (string)golden["model"]!;
        var shape = model.Contains("_blocks_", StringComparison.Ordinal) ? TorchvisionCost.ResNet(model) : BackboneShapes.Find(model);
        using var network = Backbone.Create(shape, new BackboneOptions { Norm = Running, Classes = 1000 }, torch.CPU);
        var state = LayerState.Of(network);
        Assert.Equal((long)golden["parameters"]!, state.Where(tensor => tensor.Trained).Sum(tensor => tensor.Value.numel()));
        Assert.Equal(
            golden["state_dict"]!.AsArray().Select(tensor => $"{tensor!["name"]} {tensor["shape"]!.ToJsonString()}"),
            state.Select(tensor => $"{tensor.Name} [{string.Join(',', tensor.Value.shape)}]")
        );

        FormulaWeights.Fill(state);
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var images = FormulaWeights.Input([.. golden["input"]!.AsArray().Select(side => (long)side!)]);
        var maps = network.call(images, network.Undilated);
        for (var stage = 0; stage < maps.Length; stage++)
            AssertMap(golden["features"]![MapName(network, model, stage)]!, maps[stage]);
        var logits = network.Classify(images, network.Undilated);
        var scale = (double)golden["logits_std"]!;
        for (var image = 0; image < 2; image++)
        {
            AssertNear(golden["logits_first16"]![image]!.AsArray(), logits[image], scale);
        }
        Assert.Equal(scale, logits.std().item<float>(), scale * Relative);
    }

    [Fact]
    public void Every_backbone_has_the_parameters_that_its_closed_form_counts_under_any_allocation()
    {
        foreach (var name in BackboneShapes.Names.Where(name => !name.Contains("101", StringComparison.Ordinal)))
        {
            var shape = BackboneShapes.Find(name).WithBlocks([1, 3, 2, 1]);
            using var network = Backbone.Create(shape, new BackboneOptions { Classes = 7 }, torch.CPU);
            var expected = shape.Layers(64, 64, 7).Select(layer => (layer.Name, layer.Cost.Parameters));
            var actual = LayerState
                .Of(network)
                .Where(tensor => tensor.Trained)
                .GroupBy(tensor => tensor.Name[..tensor.Name.LastIndexOf('.')])
                .Select(layer => (layer.Key, layer.Sum(tensor => tensor.Value.numel())));
            Assert.Equal(expected, actual);
            Assert.Equal([1, 3, 2, 1], network.Blocks);
        }
    }

    [Theory]
    [InlineData("resnet_small")]
    [InlineData("resnet50")]
    [InlineData("resnext50_32x4d")]
    [InlineData("mobilenet_v2")]
    public void Stage_outputs_have_the_shapes_of_the_closed_form_whatever_the_dilations(string name)
    {
        var shape = BackboneShapes.Find(name).WithBlocks([1, 2, 1, 1]);
        using var network = Small(shape, seed: 1);
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var images = torch.ones(1, 3, 64, 96);
        var expected = shape.Features(new LayerList(3, 64, 96)).Select(map => new long[] { 1, map.Channels, map.Height, map.Width });
        var plain = network.call(images, network.Undilated);
        Assert.Equal(expected, plain.Select(map => map.shape));
        Assert.Equal(expected, network.call(images, [3, 2, 3, 1, 2]).Select(map => map.shape));
        // The dilation of one block reaches its own stage and those behind it.
        for (var block = 0; block < network.Undilated.Length; block++)
        {
            var dilated = network.call(images, network.Undilated.SetItem(block, 2));
            var stage =
                block == 0 ? 0
                : block <= 2 ? 1
                : block - 1;
            for (var i = 0; i < 4; i++)
                Assert.Equal(i < stage, plain[i].allclose(dilated[i], 1e-6, 1e-7));
        }
    }

    /// <summary>Dilation d of a 3x3 kernel is a kernel of side 2d + 1 with zeros between its weights.</summary>
    [Fact]
    public void A_dilated_convolution_is_one_with_holes()
    {
        using var scope = torch.NewDisposeScope();
        var layer = new ConvLayer(new ConvSpec(2, 3, 3, 2, 1), torch.CPU);
        LayerState.Fill(LayerState.Of(layer), seed: 4, run: 0);
        var holes = torch.zeros(3, 2, 7, 7);
        holes[.., .., torch.TensorIndex.Slice(0, 7, 3), torch.TensorIndex.Slice(0, 7, 3)] = layer.Tensors[0].Value.detach();
        var images = torch.randn(2, 2, 11, 9);
        Assert.True(torch.nn.functional.conv2d(images, holes, null, [2, 2], [3, 3]).allclose(layer.call(images, 3), 1e-5, 1e-6));
    }

    [Fact]
    public void Frozen_norms_train_nothing_and_remember_nothing()
    {
        var switched = new NormSwitch { Mode = NormMode.Record };
        var options = new BackboneOptions
        {
            Norm = new NormOptions { Frozen = true, Switch = switched },
        };
        using var network = Backbone.Create(BackboneShapes.Find("resnet_small"), options, torch.CPU);
        var state = LayerState.Of(network);
        LayerState.Fill(state, seed: 1, run: 0);
        Assert.All(state.Where(tensor => tensor.Trained), tensor => Assert.EndsWith(".weight", tensor.Name, StringComparison.Ordinal));
        Assert.All(state, tensor => Assert.Equal(tensor.Trained, tensor.Value.requires_grad));
        using var scope = torch.NewDisposeScope();
        var before = state.Where(tensor => !tensor.Trained).Select(tensor => tensor.Value.clone()).ToList();
        network.call(torch.randn(2, 3, 64, 64), network.Undilated);
        Assert.All(
            before.Zip(state.Where(tensor => !tensor.Trained)),
            pair => Assert.Equal(pair.First.bytes.ToArray(), pair.Second.Value.bytes.ToArray())
        );
    }

    [Fact]
    public void Initial_weights_belong_to_names_so_that_allocations_share_them()
    {
        using var few = Small(BackboneShapes.Find("resnet_small").WithBlocks([1, 1, 1, 1]), seed: 5);
        using var many = Small(BackboneShapes.Find("resnet_small").WithBlocks([2, 1, 3, 1]), seed: 5);
        var all = LayerState.Of(many).ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        Assert.All(LayerState.Of(few), tensor => Assert.Equal(tensor.Value.bytes.ToArray(), all[tensor.Name].bytes.ToArray()));
    }

    [Fact]
    public void A_pass_leaves_only_the_stage_outputs_behind()
    {
        using var network = Small(BackboneShapes.Find("mobilenet_v2"), seed: 1);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;
        using (torch.NewDisposeScope())
        {
            var maps = network.call(torch.zeros(1, 3, 64, 64), network.Undilated);
            Assert.Equal(before + 1 + maps.Length, statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData("resnet51", "did you mean 'resnet50'?")]
    [InlineData("vgg", "known are mobilenet_v2")]
    public void An_unknown_backbone_names_the_known_ones(string name, string part) =>
        Assert.Contains(part, Assert.Throws<UserException>(() => BackboneShapes.Find(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Spelling_of_a_backbone_is_free_where_it_is_clear()
    {
        Assert.Equal(BackboneShapes.Find("mobilenet_v2"), BackboneShapes.Find("MobileNetV2"));
        Assert.Equal("resnext50_32x4d", BackboneShapes.NameOf("resnext50-32x4d"));
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(1, 2, 3, 0)]
    [InlineData(1, 2, 3, 4, 5)]
    public void An_impossible_allocation_is_the_users_mistake(params int[] blocks) =>
        Assert.Throws<UserException>(() => BackboneShapes.Find("mobilenet_v2").WithBlocks([.. blocks]));

    private static Backbone Small(IBackboneShape shape, long seed)
    {
        var network = Backbone.Create(shape, new BackboneOptions { Norm = Running }, torch.CPU);
        LayerState.Fill(LayerState.Of(network), seed, run: 0);
        return network;
    }

    /// <summary>The golden file's name of a stage's output; MobileNetV2's are numbered over all of its blocks.</summary>
    private static string MapName(Backbone network, string model, int stage)
    {
        if (!model.StartsWith("mobilenet", StringComparison.Ordinal))
            return $"layer{stage + 1}";
        var last = 1 + network.Blocks.Take(stage + 1).Sum();
        return $"features.{(stage == 3 ? last + 1 : last)}";
    }

    private static void AssertMap(JsonNode expected, torch.Tensor map)
    {
        Assert.Equal(expected["shape"]!.AsArray().Select(side => (long)side!), map.shape);
        var scale = (double)expected["std"]!;
        Assert.Equal(scale, map.std().item<float>(), scale * Relative);
        Assert.Equal((double)expected["mean"]!, map.mean().item<float>(), scale * Relative);
        AssertNear(expected["first8"]!.AsArray(), map.reshape(-1), scale);
    }

    private static void AssertNear(JsonArray expected, torch.Tensor actual, double scale)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            var value = (double)expected[i]!;
            Assert.Equal(value, actual[i].item<float>(), Relative * Math.Max(scale, Math.Abs(value)));
        }
    }
}
