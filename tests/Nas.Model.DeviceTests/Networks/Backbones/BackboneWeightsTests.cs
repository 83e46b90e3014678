using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.WeightFiles;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.Networks.Backbones;

public sealed class BackboneWeightsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resnet_small", "1,1,2,1", "layer3.1.")]
    [InlineData("mobilenet_v2", "2,3,8,4", "features.11.")]
    [InlineData("mobilenet_v2", "2,4,7,4", "features.7.")]
    public void A_backbone_takes_the_blocks_that_the_file_has_wherever_they_stand(string name, string allocation, string missing)
    {
        var shape = BackboneShapes.Find(name);
        if (name == "resnet_small")
            shape = shape.WithBlocks([1, 1, 1, 1]);
        using var published = Filled(shape, seed: 1, run: 1);
        using var deep = Filled(shape.WithBlocks([.. allocation.Split(',').Select(int.Parse)]), seed: 2, run: 1);
        using var fresh = Filled(shape.WithBlocks([.. allocation.Split(',').Select(int.Parse)]), seed: 2, run: 1);
        var path = Write(published);

        var filled = BackboneWeights.Read(path, shape, ((IStagedNetwork)deep).Places);
        Assert.Equal(LayerState.Of(published).Length, filled);
        // One block more than the file has: all behind it have other names where names count through the stages.
        var expected = LayerState.Of(published).Select(tensor => Content(tensor)).ToList();
        foreach (
            var (tensor, before) in LayerState
                .Of(deep)
                .Zip(LayerState.Of(fresh))
                .Where(pair => pair.First.Name.StartsWith(missing, StringComparison.Ordinal))
        )
        {
            Assert.Equal(Content(before), Content(tensor));
        }
        Assert.Equal(
            expected,
            LayerState
                .Of(deep)
                .Where(tensor => !tensor.Name.StartsWith(missing, StringComparison.Ordinal))
                .Select(tensor => Content(tensor))
        );
    }

    [Fact]
    public void Every_branch_of_a_supernet_begins_with_the_files_blocks()
    {
        var shape = BackboneShapes.Find("resnet_small");
        using var published = Filled(shape, seed: 1, run: 1);
        var space = new StageSpace(
            "stage-tiny",
            [
                [1, 2],
                [2],
                [1, 2, 3],
                [2],
            ],
            shape,
            64,
            64
        );
        using var supernet = new StageSupernet(space, new NormOptions(), torch.CPU);
        LayerState.Fill(LayerState.Of(supernet), 2, 1);
        BackboneWeights.Read(Write(published), shape, ((IStagedNetwork)supernet).Places);
        var contents = LayerState.Of(published).ToDictionary(tensor => tensor.Name, Content, StringComparer.Ordinal);
        foreach (var text in (string[])["1,2,1,2", "2,2,2,2", "2,2,3,2"])
        {
            var state = supernet.StateOf(space.Parse(text)).ToLookup(tensor => contents.ContainsKey(tensor.Name));
            Assert.All(state[true], tensor => Assert.Equal(contents[tensor.Name], Content(tensor)));
            Assert.All(state[false], tensor => Assert.StartsWith("layer3.2.", tensor.Name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_file_that_names_its_own_blocks_is_read_by_them()
    {
        var shape = BackboneShapes.Find("mobilenet_v2");
        using var published = Filled(shape.WithBlocks([1, 2, 3, 2]), seed: 1, run: 1);
        using var alike = Filled(shape.WithBlocks([1, 2, 3, 2]), seed: 2, run: 1);
        BackboneWeights.Read(Write(published, blocks: "1,2,3,2"), shape, ((IStagedNetwork)alike).Places);
        Assert.Equal(LayerState.Of(published).Select(Content), LayerState.Of(alike).Select(Content));
        var path = Write(published, blocks: "1,2,many");
        Assert.Contains(
            "1,2,many",
            Assert.Throws<DamagedFileException>(() => BackboneWeights.Read(path, shape, ((IStagedNetwork)alike).Places)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Weights_of_another_width_are_refused()
    {
        var shape = BackboneShapes.Find("resnet_small");
        using var backbone = Backbone.Create(shape, new BackboneOptions(), torch.CPU);
        var path = _folder.File("weights.safetensors");
        using var wide = torch.zeros(64, 3, 7, 7);
        SafetensorsFile.Write(path, new Dictionary<string, torch.Tensor>(StringComparer.Ordinal) { ["conv1.weight"] = wide });
        Assert.Contains(
            "tensor 'conv1.weight' is",
            Assert.Throws<DamagedFileException>(() => BackboneWeights.Read(path, shape, ((IStagedNetwork)backbone).Places)).Message,
            StringComparison.Ordinal
        );
    }

    private static Backbone Filled(IBackboneShape shape, long seed, int run)
    {
        var backbone = Backbone.Create(shape, new BackboneOptions(), torch.CPU);
        LayerState.Fill(LayerState.Of(backbone), seed, run);
        return backbone;
    }

    private static string Content(LayerTensor tensor) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(tensor.Value.cpu().bytes));

    private string Write(Backbone backbone, string? blocks = null)
    {
        var path = _folder.File("weights.safetensors");
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (blocks is not null)
            words.Add("blocks", blocks);
        SafetensorsFile.Write(
            path,
            LayerState.Of(backbone).ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal),
            words
        );
        return path;
    }
}
