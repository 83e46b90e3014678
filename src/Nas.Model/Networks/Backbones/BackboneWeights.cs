using System.Collections.Immutable;
using Nas.Model.Export;
using Nas.Model.Networks.Layers;

namespace Nas.Model.Networks.Backbones;

/// <summary>A backbone's weights from a safetensors file with torchvision's names, as <c>weights import</c> writes it.</summary>
public static class BackboneWeights
{
    /// <summary>Fills what the file has; the file may hold more.</summary>
    /// <returns>Names of the tensors that the file lacks: they stay as they are.</returns>
    /// <exception cref="DamagedFileException">The file is damaged, or has a tensor in another type or shape.</exception>
    public static ImmutableArray<string> Read(string path, Backbone backbone)
    {
        using var file = SafetensorsFile.Open(path);
        var missing = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value, _, _) in LayerState.Of(backbone))
        {
            if (file.Contains(name)) file.CopyTo(name, value);
            else missing.Add(name);
        }
        return missing.ToImmutable();
    }
}
