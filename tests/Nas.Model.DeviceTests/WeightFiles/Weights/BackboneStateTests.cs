using System.Text.Json.Nodes;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.WeightFiles.Weights;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.WeightFiles.Weights;

public sealed class BackboneStateTests
{
    [Theory]
    [InlineData("mobilenet_v2", "mobilenet_v2-224x224", "classifier.")]
    [InlineData("resnet18", "resnet18-224x224", "fc.")]
    [InlineData("resnet50", "resnet50-224x224", "fc.")]
    [InlineData("resnext50_32x4d", "resnext50_32x4d-160x192", "fc.")]
    public void Names_and_shapes_are_those_of_torchvision(string name, string file, string classifier)
    {
        var golden = JsonNode.Parse(File.ReadAllText(TestData.Require($"torchvision-golden/{file}.json")))!["state_dict"]!.AsArray();
        Assert.Equal(
            golden
                .Select(tensor => $"{tensor!["name"]}{tensor["shape"]!.ToJsonString()}")
                .Where(text => !text.StartsWith(classifier, StringComparison.Ordinal))
                .Order(),
            BackboneState.Of(BackboneShapes.Find(name)).Select(tensor => tensor.Name + tensor.Kind[3..]).Order()
        );
    }

    [Theory, InlineData("resnet_small"), InlineData("mobilenet_v2")]
    public void They_are_those_of_the_network_under_any_allocation(string name)
    {
        var shape = BackboneShapes.Find(name).WithBlocks([2, 1, 3, 1]);
        using var network = Backbone.Create(shape, new BackboneOptions(), torch.CPU);
        Assert.Equal(
            LayerState.Of(network).Select(tensor => $"{tensor.Name}[{string.Join(',', tensor.Value.shape)}]").Order(),
            BackboneState.Of(shape).Select(tensor => tensor.Name + tensor.Kind[3..]).Order()
        );
    }

    [Fact]
    public void A_match_sorts_every_tensor_of_either_side()
    {
        WeightTensor a = new("a.weight", "F32", [2, 3]),
            b = new("b.weight", "F32", [4]),
            c = new("c.bias", "F32", [1]);
        WeightTensor count = new("c.num_batches_tracked", "I64", []),
            halved = b with { Shape = [2] },
            other = new("fc.bias", "F32", [9]);
        var match = WeightsMatch.Of([a, halved, other], [a, b, c, count]);
        Assert.Equal([a], match.Matched);
        Assert.Equal([c], match.Missing);
        Assert.Equal([new UnlikeTensor(halved, b)], match.Unlike);
        Assert.Equal([other], match.LeftOver);
        Assert.Equal("b.weight", Assert.Single(WeightsMatch.Of([b with { Type = "F64" }], [b]).Unlike).Needed.Name);
    }
}
