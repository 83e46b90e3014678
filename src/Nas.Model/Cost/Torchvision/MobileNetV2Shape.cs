using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>Some inverted residuals in a row of the same width.</summary>
public readonly record struct InvertedResiduals(int Expansion, int Channels, int Count);

/// <summary>One inverted residual: its 3x3 convolution is depthwise.</summary>
public readonly record struct InvertedResidualShape(int Expansion, int Channels, int Stride);

/// <summary>
/// MobileNetV2 as torchvision builds it (Sandler et al., 2018, table 2). Its rows are grouped by resolution into four stages; the stem
/// is the first convolution and the one block at stride 2, and the last stage ends with the 1x1 convolution to <paramref name="Head"/>
/// channels. A stage of two widths shares its blocks out between them in the proportion of the original, the last width keeping one at
/// least.
/// </summary>
public sealed record MobileNetV2Shape(
    int Stem,
    InvertedResidualShape StemBlock,
    ImmutableArray<ImmutableArray<InvertedResiduals>> Stages,
    int Head
) : IBackboneShape
{
    private const int StageStride = 2;

    public static readonly MobileNetV2Shape Standard = new(
        32,
        new(1, 16, 1),
        [
            [new(6, 24, 2)],
            [new(6, 32, 3)],
            [new(6, 64, 4), new(6, 96, 3)],
            [new(6, 160, 3), new(6, 320, 1)],
        ],
        1280
    );

    public ImmutableArray<int> Blocks => [.. Stages.Select(rows => rows.Sum(row => row.Count))];

    public IBackboneShape WithBlocks(ImmutableArray<int> blocks)
    {
        BackboneShapes.Checked(blocks);
        return this with { Stages = [.. Standard.Stages.Select((rows, stage) => Share(rows, blocks[stage]))] };
    }

    /// <summary>The blocks of a stage in order; the first of them halves the resolution.</summary>
    public ImmutableArray<InvertedResidualShape> BlocksOf(int stage) =>
        [
            .. Stages[stage]
                .SelectMany(row => Enumerable.Repeat(row, row.Count))
                .Select((row, index) => new InvertedResidualShape(row.Expansion, row.Channels, index == 0 ? StageStride : 1)),
        ];

    public ImmutableArray<Layer> Layers(int height, int width, int classes)
    {
        var layers = new LayerList(3, height, width);
        Features(layers);
        return layers.GlobalPool().Linear("classifier.1", classes).Layers;
    }

    public ImmutableArray<MapShape> Features(LayerList layers)
    {
        layers.Convolution("features.0.0", Stem, 3, 2).BatchNorm("features.0.1");
        Block(layers, "features.1.conv", StemBlock);
        var maps = ImmutableArray.CreateBuilder<MapShape>();
        var index = 2;
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            foreach (var block in BlocksOf(stage))
                Block(layers, $"features.{index++}.conv", block);
            if (stage == Stages.Length - 1)
                layers.Convolution($"features.{index}.0", Head, 1).BatchNorm($"features.{index}.1");
            maps.Add(MapShape.Of(layers));
        }
        return maps.ToImmutable();
    }

    private static ImmutableArray<InvertedResiduals> Share(ImmutableArray<InvertedResiduals> rows, int blocks)
    {
        if (rows.Length == 1)
            return [rows[0] with { Count = blocks }];
        var (first, last) = (rows[0].Count, rows[1].Count);
        var behind = Math.Max(1, (int)Math.Round((double)blocks * last / (first + last), MidpointRounding.AwayFromZero));
        return [rows[0] with { Count = blocks - behind }, rows[1] with { Count = behind }];
    }

    private static void Block(LayerList layers, string name, InvertedResidualShape block)
    {
        var hidden = layers.Channels * block.Expansion;
        var part = 0;
        if (block.Expansion != 1)
            layers.Convolution($"{name}.{part}.0", hidden, 1).BatchNorm($"{name}.{part++}.1");
        layers.Convolution($"{name}.{part}.0", hidden, 3, block.Stride, hidden).BatchNorm($"{name}.{part++}.1");
        layers.Convolution($"{name}.{part}", block.Channels, 1).BatchNorm($"{name}.{part + 1}");
    }
}
