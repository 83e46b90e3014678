using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>Some inverted residuals in a row; the first of them has the stride.</summary>
public readonly record struct InvertedResiduals(int Expansion, int Channels, int Count, int Stride);

/// <summary>MobileNetV2 as torchvision builds it (Sandler et al., 2018, table 2).</summary>
public sealed record MobileNetV2Shape(int Stem, int Head, ImmutableArray<InvertedResiduals> Blocks)
{
    public static readonly MobileNetV2Shape Standard = new(32, 1280,
    [
        new(1, 16, 1, 1), new(6, 24, 2, 2), new(6, 32, 3, 2), new(6, 64, 4, 2), new(6, 96, 3, 1), new(6, 160, 3, 2), new(6, 320, 1, 1),
    ]);

    /// <summary>Layers under torchvision's names.</summary>
    public ImmutableArray<Layer> Layers(int height, int width, int classes)
    {
        var layers = new LayerList(3, height, width).Convolution("features.0.0", Stem, 3, 2).BatchNorm("features.0.1");
        var index = 1;
        foreach (var row in Blocks)
        {
            for (var i = 0; i < row.Count; i++)
            {
                Block(layers, $"features.{index++}.conv", row.Expansion, row.Channels, i == 0 ? row.Stride : 1);
            }
        }
        layers.Convolution($"features.{index}.0", Head, 1).BatchNorm($"features.{index}.1");
        return layers.GlobalPool().Linear("classifier.1", classes).Layers;
    }

    private static void Block(LayerList layers, string name, int expansion, int output, int stride)
    {
        var hidden = layers.Channels * expansion;
        var part = 0;
        if (expansion != 1) layers.Convolution($"{name}.{part}.0", hidden, 1).BatchNorm($"{name}.{part++}.1");
        layers.Convolution($"{name}.{part}.0", hidden, 3, stride, hidden).BatchNorm($"{name}.{part++}.1");
        layers.Convolution($"{name}.{part}", output, 1).BatchNorm($"{name}.{part + 1}");
    }
}
