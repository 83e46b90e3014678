using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Cost;

namespace Nas.Model.Spaces.Macro;

/// <summary>
/// The network space of NAS-Bench-Macro (Su et al., CVPR 2021): stem = 3x3 convolution to 32 channels, BatchNorm, ReLU; stages of 2, 3 and
/// 3 searched layers with 64, 128 and 256 channels, the first of each with stride 2; head = 1x1 convolution to 1280 channels, BatchNorm,
/// ReLU, global average pool, linear layer. A layer is one of three blocks. At width 1 and 32 x 32 pixels, costs and networks are the
/// benchmark's.
/// </summary>
public sealed class MacroSpace : IImageSpace
{
    public const string PresetName = "nas-bench-macro";
    public const int UsualSide = 32;

    private const int UsualClasses = 10,
        UsualStem = 32,
        UsualHead = 1280;

    private static readonly ImmutableArray<(int Layers, int Width)> Stages = [(2, 64), (3, 128), (3, 256)];

    /// <param name="side">Pixels of a side of the input image; null: 32.</param>
    /// <param name="width">All channels but those of the image are so many times as wide, rounded; null: 1.</param>
    public MacroSpace(int? side = null, int? classes = null, double? width = null)
    {
        (Side, Classes) = (side ?? UsualSide, classes ?? UsualClasses);
        (StemWidth, HeadWidth) = (Wide(UsualStem), Wide(UsualHead));
        var layers = ImmutableArray.CreateBuilder<MacroLayer>();
        foreach (var (stage, (count, channels)) in Stages.Index())
        {
            for (var i = 0; i < count; i++)
            {
                layers.Add(new MacroLayer(stage, layers.Count == 0 ? StemWidth : layers[^1].Output, Wide(channels), i == 0 ? 2 : 1));
            }
        }
        Layers = layers.ToImmutable();
        Decisions =
        [
            .. Layers.Select((layer, i) => new Decision($"layer{i + 1}", $"s{layer.Stage + 1}", [.. Blocks.Select(block => block.Name)])),
        ];

        var common = Stem();
        var options = ImmutableArray.CreateBuilder<ImmutableArray<LayerCost>>();
        var place = common.Branch();
        foreach (var layer in Layers)
        {
            options.Add([.. Blocks.Select(block => CostOf(place, layer, block))]);
            var behind = SideBehind(options.Count - 1);
            place = new LayerList(layer.Output, behind, behind);
        }
        var ends = common.Total + Head(place).Total;
        MAdds = Additive(ends, options, cost => cost.MAdds);
        Parameters = Additive(ends, options, cost => cost.Parameters);

        int Wide(int channels) => Math.Max(1, (int)Math.Round(channels * (width ?? 1), MidpointRounding.AwayFromZero));
    }

    /// <summary>A digit of the canonical text is the number of one of these.</summary>
    public static ImmutableArray<MacroBlock> Blocks { get; } = [new("Identity", 0, 0), new("MB3_K3", 3, 3), new("MB6_K5", 5, 6)];

    public string Name => PresetName;

    public int Channels => 3;

    public int Side { get; }

    public int Classes { get; }

    public int StemWidth { get; }

    public int HeadWidth { get; }

    public ImmutableArray<MacroLayer> Layers { get; }

    public ImmutableArray<Decision> Decisions { get; }

    public AdditiveCost MAdds { get; }

    public AdditiveCost Parameters { get; }

    ICost ISearchSpace.MAdds => MAdds;

    ICost ISearchSpace.Parameters => Parameters;

    public BigInteger Count => BigInteger.Pow(Blocks.Length, Layers.Length);

    /// <summary>One: the only graph is a chain.</summary>
    public BigInteger Topologies => BigInteger.One;

    public OptionMask? ChainOnly => null;

    /// <summary>Pixels of a side of a layer's output.</summary>
    public int SideBehind(int layer) => Layers.Take(layer + 1).Aggregate(Side, (side, passed) => ((side - 1) / passed.Stride) + 1);

    public MacroBlock BlockOf(Architecture architecture, int layer) => Blocks[architecture.Choices[layer]];

    /// <summary>
    /// The form in which the identities come last among the layers of a stage that keep the shape, since their place there makes no
    /// difference.
    /// </summary>
    public Architecture Canonical(Architecture architecture) =>
        new([
            .. architecture
                .Choices.Index()
                .GroupBy(layer => Layers[layer.Index].Stage)
                .SelectMany(stage => stage.OrderBy(layer => Layers[layer.Index].KeepsShape && Blocks[layer.Item].IsIdentity))
                .Select(layer => layer.Item),
        ]);

    /// <summary>The benchmark's code: a digit for each layer.</summary>
    public string Format(Architecture architecture) => string.Concat(architecture.Choices.Select(choice => (char)('0' + choice)));

    public Architecture Parse(string text)
    {
        var fits = text.Length == Layers.Length && text.All(digit => digit >= '0' && digit < '0' + Blocks.Length);
        if (fits)
            return new Architecture([.. text.Select(digit => digit - '0')]);
        var shown = string.Concat(text.Take(20).Select(c => char.IsControl(c) ? '?' : c));
        throw new UserException(
            $"The text '{shown}' is not an architecture of {Name}: it takes {Layers.Length} digits from 0 to {Blocks.Length - 1}, as in 22212220."
        );
    }

    public NetworkCost CostOf(Architecture architecture)
    {
        var list = Stem();
        for (var i = 0; i < Layers.Length; i++)
            Append(list, $"layer{i + 1}.", Layers[i], BlockOf(architecture, i));
        return new NetworkCost(Format(architecture), Side, Side, Head(list).Layers);
    }

    private LayerList Stem() => new LayerList(Channels, Side, Side).Convolution("stem.conv", StemWidth, 3).BatchNorm("stem.bn");

    private LayerList Head(LayerList list) =>
        list.Convolution("head.conv", HeadWidth, 1).BatchNorm("head.bn").GlobalPool().Linear("head.linear", Classes);

    private static LayerCost CostOf(LayerList place, MacroLayer layer, MacroBlock block)
    {
        var list = place.Branch();
        Append(list, "", layer, block);
        return list.Total;
    }

    private static void Append(LayerList list, string name, MacroLayer layer, MacroBlock block)
    {
        if (!block.IsIdentity)
        {
            var hidden = layer.Input * block.Expansion;
            list.Convolution(name + "expand", hidden, 1).BatchNorm(name + "expand-bn");
            list.Convolution(name + "depthwise", hidden, block.Kernel, layer.Stride, hidden).BatchNorm(name + "depthwise-bn");
            list.Convolution(name + "project", layer.Output, 1).BatchNorm(name + "project-bn");
        }
        else if (!layer.KeepsShape)
        {
            list.Convolution(name + "project", layer.Output, 1, layer.Stride).BatchNorm(name + "project-bn");
        }
    }

    private static AdditiveCost Additive(LayerCost common, IEnumerable<ImmutableArray<LayerCost>> options, Func<LayerCost, long> part) =>
        new(part(common), [.. options.Select(costs => costs.Select(part).ToImmutableArray())]);
}
