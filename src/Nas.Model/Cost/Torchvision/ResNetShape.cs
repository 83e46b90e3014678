using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>
/// A residual network as torchvision builds it (He et al., 2016; ResNeXt: Xie et al., 2017; Wide ResNet: Zagoruyko and Komodakis, 2016).
/// </summary>
/// <param name="Bottleneck">1x1, 3x3, 1x1 with a fourfold wider output; else two 3x3 convolutions.</param>
/// <param name="Blocks">Residual blocks of each of the four stages.</param>
/// <param name="Groups">Groups of a bottleneck's 3x3 convolution.</param>
/// <param name="GroupWidth">Channels of each group where the stage's width is 64.</param>
/// <param name="FirstWidth">Width of the stem and of the first stage; every further stage doubles it.</param>
public sealed record ResNetShape(bool Bottleneck, ImmutableArray<int> Blocks, int Groups = 1, int GroupWidth = 64, int FirstWidth = 64)
    : IBackboneShape
{
    public IBackboneShape WithBlocks(ImmutableArray<int> blocks) => this with { Blocks = BackboneShapes.Checked(blocks) };

    /// <summary>Channels between a block's convolutions.</summary>
    public int Inner(int stage) => Bottleneck ? Width(stage) * GroupWidth / 64 * Groups : Width(stage);

    /// <summary>Channels of a block's output.</summary>
    public int Output(int stage) => Bottleneck ? Width(stage) * 4 : Width(stage);

    /// <summary>
    /// Stride of the first block of a stage. In the first stage it is 1, since the stem has already reduced the resolution.
    /// </summary>
    public static int Stride(int stage) => stage == 0 ? 1 : 2;

    public ImmutableArray<Layer> Layers(int height, int width, int classes)
    {
        var layers = new LayerList(3, height, width);
        Features(layers);
        return layers.GlobalPool().Linear("fc", classes).Layers;
    }

    public ImmutableArray<MapShape> Features(LayerList layers)
    {
        layers.Convolution("conv1", FirstWidth, 7, 2).BatchNorm("bn1").Pool(3, 2);
        var maps = ImmutableArray.CreateBuilder<MapShape>();
        for (var stage = 0; stage < Blocks.Length; stage++)
        {
            for (var block = 0; block < Blocks[stage]; block++)
                Block(layers, $"layer{stage + 1}.{block}", stage, first: block == 0);
            maps.Add(MapShape.Of(layers));
        }
        return maps.ToImmutable();
    }

    private int Width(int stage) => FirstWidth << stage;

    private void Block(LayerList layers, string name, int stage, bool first)
    {
        var input = layers.Branch();
        var (inner, output, stride) = (Inner(stage), Output(stage), first ? Stride(stage) : 1);
        if (Bottleneck)
        {
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
        if (stride == 1 && input.Channels == output)
            return;
        layers.Append(input.Convolution($"{name}.downsample.0", output, 1, stride).BatchNorm($"{name}.downsample.1"));
    }
}
