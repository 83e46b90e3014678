using System.Collections.Immutable;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.DeviceTests.Recipes;

/// <summary>A family of backbones by CONTRIBUTING's recipe, its shape: stages of plain 3x3 convolutions.</summary>
internal sealed record ToyShape(ImmutableArray<int> Blocks) : IBackboneShape
{
    public const int Width = 4;

    /// <summary>The depths of its stages.</summary>
    public static StageOptions Depths { get; } =
        new(
            "stage-toy",
            "toy",
            [
                [1, 2],
                [1, 2],
                [1, 2, 3],
                [1],
            ]
        );

    /// <summary>Channels of a stage's output.</summary>
    public static int Output(int stage) => Width << stage;

    /// <summary>The stem has made the resolution of the first stage already.</summary>
    public static int Stride(int stage, int block) => stage > 0 && block == 0 ? 2 : 1;

    public IBackboneShape WithBlocks(ImmutableArray<int> blocks) => new ToyShape(blocks);

    public ImmutableArray<Layer> Layers(int height, int width, int classes)
    {
        var layers = new LayerList(3, height, width);
        Features(layers);
        return layers.GlobalPool().Linear("classifier", classes).Layers;
    }

    public ImmutableArray<MapShape> Features(LayerList layers)
    {
        layers.Convolution("stem", Width, 3, 2).BatchNorm("stem_norm").Pool(3, 2);
        var maps = ImmutableArray.CreateBuilder<MapShape>();
        for (var stage = 0; stage < Blocks.Length; stage++)
        {
            for (var block = 0; block < Blocks[stage]; block++)
            {
                var name = $"stage{stage}.{block}";
                layers.Convolution($"{name}.conv", Output(stage), 3, Stride(stage, block)).BatchNorm($"{name}.norm");
            }
            maps.Add(MapShape.Of(layers));
        }
        return maps.ToImmutable();
    }
}
