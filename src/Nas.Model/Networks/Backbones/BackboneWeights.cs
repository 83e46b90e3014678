using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Layers;
using Nas.Model.WeightFiles;
using TorchSharp;

namespace Nas.Model.Networks.Backbones;

/// <summary>A backbone's weights from a safetensors file with torchvision's names, as <c>weights import</c> writes it.</summary>
public static class BackboneWeights
{
    /// <summary>
    /// Fills what the file has; the file may hold more. A block takes the weights of the file's block at its place: a stage that is deeper
    /// than the file's keeps its last blocks as they are, and all branches of a supernet start with the same weights.
    /// </summary>
    /// <param name="shape">The backbone that the file is of, unless the file itself names other blocks.</param>
    /// <param name="tensors">Tensors of any allocation of the backbone, or of several.</param>
    /// <returns>Number of tensors that were filled.</returns>
    /// <exception cref="DamagedFileException">The file is damaged, or has a tensor in another type or shape.</exception>
    public static int Read(string path, IBackboneShape shape, IEnumerable<PlacedTensor> tensors)
    {
        using var file = SafetensorsFile.Open(path);
        var blocks = file.Metadata.TryGetValue("blocks", out var text) ? BlocksOf(text, path) : shape.Blocks;
        using var published = Backbone.Create(shape.WithBlocks(blocks), new BackboneOptions(), torch.META);
        var names = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var tensor in LayerState.Of(published))
            names.Add(tensor.Value, tensor.Name);
        var places = BackbonePlaces
            .Of(published)
            .ToDictionary(tensor => tensor.Place, tensor => names[tensor.Value], StringComparer.Ordinal);
        var filled = 0;
        foreach (var (place, value) in tensors)
        {
            if (!places.TryGetValue(place, out var name) || !file.Contains(name))
                continue;
            file.CopyTo(name, value);
            filled++;
        }
        return filled;
    }

    private static ImmutableArray<int> BlocksOf(string text, string path)
    {
        var blocks = text.Split(',')
            .Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0)
            .ToImmutableArray();
        return blocks.Length == 4 && blocks.All(count => count > 0)
            ? blocks
            : throw new DamagedFileException($"{path} says that its backbone has the blocks '{text}'.");
    }
}
