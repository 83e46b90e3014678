using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>A residual network as torchvision builds it (He et al., 2016; ResNeXt: Xie et al., 2017; Wide ResNet: Zagoruyko and Komodakis, 2016).</summary>
/// <param name="Bottleneck">1x1, 3x3, 1x1 with a fourfold wider output; else two 3x3 convolutions.</param>
/// <param name="Blocks">Residual blocks of each of the four stages.</param>
/// <param name="Groups">Of a bottleneck's 3x3 convolution.</param>
/// <param name="GroupWidth">Channels of each group where the first stage's width is 64.</param>
public sealed record ResNetShape(bool Bottleneck, ImmutableArray<int> Blocks, int Groups = 1, int GroupWidth = 64)
{
    private const int FirstWidth = 64;

    /// <summary>Layers under torchvision's names.</summary>
    public ImmutableArray<Layer> Layers(int height, int width, int classes)
    {
        var layers = new LayerList(3, height, width).Convolution("conv1", FirstWidth, 7, 2).BatchNorm("bn1").Pool(3, 2);
        for (var stage = 0; stage < Blocks.Length; stage++)
        {
            for (var block = 0; block < Blocks[stage]; block++)
            {
                Block(layers, $"layer{stage + 1}.{block}", FirstWidth << stage, stride: stage > 0 && block == 0 ? 2 : 1, first: block == 0);
            }
        }
        return layers.GlobalPool().Linear("fc", classes).Layers;
    }

    private void Block(LayerList layers, string name, int planes, int stride, bool first)
    {
        var input = layers.Branch();
        var output = Bottleneck ? planes * 4 : planes;
        if (Bottleneck)
        {
            var inner = planes * GroupWidth / 64 * Groups;
            layers.Convolution($"{name}.conv1", inner, 1).BatchNorm($"{name}.bn1");
            layers.Convolution($"{name}.conv2", inner, 3, stride, Groups).BatchNorm($"{name}.bn2");
            layers.Convolution($"{name}.conv3", output, 1).BatchNorm($"{name}.bn3");
        }
        else
        {
            layers.Convolution($"{name}.conv1", output, 3, stride).BatchNorm($"{name}.bn1");
            layers.Convolution($"{name}.conv2", output, 3).BatchNorm($"{name}.bn2");
        }
        // The first block of a stage projects its input only where the shape changes: never in the first stage of a plain network.
        if (!first || (stride == 1 && input.Channels == output)) return;
        layers.Append(input.Convolution($"{name}.downsample.0", output, 1, stride).BatchNorm($"{name}.downsample.1"));
    }
}
