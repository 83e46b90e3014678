using Nas.Model.Cost.Torchvision;
using Nas.Model.Export;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Tests.Data;
using TorchSharp;

namespace Nas.Model.Tests.Networks.Backbones;

public sealed class BackboneWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_backbone_takes_what_the_file_has_and_tells_what_it_lacks()
    {
        var small = BackboneShapes.Find("resnet_small");
        using var shallow = Backbone.Create(small.WithBlocks([1, 1, 1, 1]), new BackboneOptions(), torch.CPU);
        using var deep = Backbone.Create(small.WithBlocks([1, 1, 2, 1]), new BackboneOptions(), torch.CPU);
        var path = _folder.File("weights.safetensors");
        var state = LayerState.Of(shallow);
        LayerState.Fill(state, 1, 1);
        LayerState.Fill(LayerState.Of(deep), 2, 1);
        SafetensorsFile.Write(path, state.ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal));

        var missing = BackboneWeights.Read(path, deep);
        Assert.NotEmpty(missing);
        Assert.All(missing, name => Assert.StartsWith("layer3.1.", name));
        var filled = LayerState.Of(deep).ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal);
        Assert.Equal(filled.Count, state.Length + missing.Length);
        foreach (var (name, value, _, _) in state) Assert.Equal(value.cpu().bytes.ToArray(), filled[name].cpu().bytes.ToArray());
    }

    [Fact]
    public void Weights_of_another_width_are_refused()
    {
        using var backbone = Backbone.Create(BackboneShapes.Find("resnet_small"), new BackboneOptions(), torch.CPU);
        var path = _folder.File("weights.safetensors");
        using var wide = torch.zeros(64, 3, 7, 7);
        SafetensorsFile.Write(path, new Dictionary<string, torch.Tensor>(StringComparer.Ordinal) { ["conv1.weight"] = wide });
        Assert.Contains("tensor 'conv1.weight' is", Assert.Throws<DamagedFileException>(() => BackboneWeights.Read(path, backbone)).Message);
    }
}
