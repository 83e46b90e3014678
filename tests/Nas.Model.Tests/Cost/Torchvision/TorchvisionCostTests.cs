using System.Text.Json.Nodes;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;
using Testing;

namespace Nas.Model.Tests.Cost.Torchvision;

public class TorchvisionCostTests
{
    [Theory]
    [InlineData("resnet50", 4_089_184_256, 25_557_032)]
    [InlineData("mobilenet_v2", 300_774_272, 3_504_872)]
    [InlineData("resnet18", 1_814_073_344, 11_689_512)]
    public void Costs_at_224_pixels_are_the_published_ones(string network, long madds, long parameters)
    {
        var cost = TorchvisionCost.Of(network, 224, 224);
        Assert.Equal((madds, parameters), (cost.MAdds, cost.Parameters));
    }

    // Parameters as torchvision documents them for the weights it publishes.
    [Theory]
    [InlineData("resnet34", 21_797_672)]
    [InlineData("resnet101", 44_549_160)]
    [InlineData("resnet152", 60_192_808)]
    [InlineData("resnext50_32x4d", 25_028_904)]
    [InlineData("resnext101_32x8d", 88_791_336)]
    [InlineData("resnext101_64x4d", 83_455_272)]
    [InlineData("wide_resnet50_2", 68_883_240)]
    [InlineData("wide_resnet101_2", 126_886_696)]
    public void Parameters_are_the_documented_ones(string network, long parameters) =>
        Assert.Equal(parameters, TorchvisionCost.Of(network, 224, 224).Parameters);

    [Theory]
    [InlineData("mobilenet_v2-224x224")]
    [InlineData("resnet18-224x224")]
    [InlineData("resnet50-224x224")]
    [InlineData("resnet50_blocks_1_3_5_7-128x160")]
    [InlineData("resnext50_32x4d-160x192")]
    public void Costs_and_layers_are_those_of_the_real_network(string file)
    {
        var golden = JsonNode.Parse(File.ReadAllText(TestData.Require($"torchvision-golden/{file}.json")))!;
        var input = golden["input"]!.AsArray();
        var cost = TorchvisionCost.Of((string)golden["model"]!, (int)input[2]!, (int)input[3]!);
        Assert.Equal((long)golden["madds_conv_and_linear"]!, cost.MAdds);
        Assert.Equal((long)golden["parameters"]!, cost.Parameters);

        // Layer by layer: names, order and parameters of the modules in the real network's state.
        var modules = golden["state_dict"]!
            .AsArray()
            .Select(tensor =>
                (Name: (string)tensor!["name"]!, Size: tensor["shape"]!.AsArray().Aggregate(1L, (product, side) => product * (long)side!))
            )
            .Where(tensor =>
                !tensor.Name.Contains(".running_", StringComparison.Ordinal)
                && !tensor.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
            )
            .GroupBy(tensor => tensor.Name[..tensor.Name.LastIndexOf('.')])
            .Select(module => (module.Key, module.Sum(tensor => tensor.Size)));
        Assert.Equal(modules, cost.Layers.Select(layer => (layer.Name, layer.Cost.Parameters)));
    }

    [Fact]
    public void Layers_carry_their_shapes()
    {
        var layers = TorchvisionCost.Of("resnet50", 224, 200).Layers.ToDictionary(layer => layer.Name);
        Assert.Equal((64, 112, 100, LayerKind.Convolution), Shape(layers["conv1"]));
        Assert.Equal((256, 56, 50, LayerKind.BatchNorm), Shape(layers["layer1.0.bn3"]));
        Assert.Equal((512, 28, 25, LayerKind.Convolution), Shape(layers["layer2.0.downsample.0"]));
        Assert.Equal((1000, 1, 1, LayerKind.Linear), Shape(layers["fc"]));

        static (int, int, int, LayerKind) Shape(Layer layer) => (layer.Channels, layer.Height, layer.Width, layer.Kind);
    }

    [Fact]
    public void Classes_change_the_last_layer_only()
    {
        var difference = TorchvisionCost.Of("resnet18", 64, 64).Parameters - TorchvisionCost.Of("resnet18", 64, 64, classes: 10).Parameters;
        Assert.Equal(990 * (512 + 1), difference);
    }

    [Theory]
    [InlineData("resnet51", "did you mean 'resnet50'?")]
    [InlineData("resnet50_blocks_1_2_3", "four block counts")]
    [InlineData("resnet50_blocks_0_2_3_4", "four block counts")]
    [InlineData("resnet50_blocks_1_2_3_x", "four block counts")]
    [InlineData("mobilenet_v2_blocks_1_2_3_4", "known are mobilenet_v2, resnet101")]
    public void An_unknown_network_names_the_known_ones(string network, string part) =>
        Assert.Contains(part, Assert.Throws<UserException>(() => TorchvisionCost.Of(network, 224, 224)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 224, 10)]
    [InlineData(224, 100_000, 10)]
    [InlineData(224, 224, 0)]
    public void An_impossible_input_is_the_users_mistake(int height, int width, int classes) =>
        Assert.Throws<UserException>(() => TorchvisionCost.Of("resnet18", height, width, classes));
}
