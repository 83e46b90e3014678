using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>Backbones by name.</summary>
public static class BackboneShapes
{
    /// <summary>More would be a slip of the pen.</summary>
    private const int MostBlocks = 1000;

    private static readonly ImmutableSortedDictionary<string, IBackboneShape> Shapes = new Dictionary<string, IBackboneShape>(StringComparer.Ordinal)
    {
        ["mobilenet_v2"] = MobileNetV2Shape.Standard,
        ["resnet18"] = TorchvisionCost.ResNet("resnet18"),
        ["resnet34"] = TorchvisionCost.ResNet("resnet34"),
        ["resnet50"] = TorchvisionCost.ResNet("resnet50"),
        ["resnet101"] = TorchvisionCost.ResNet("resnet101"),
        ["resnext50_32x4d"] = TorchvisionCost.ResNet("resnext50_32x4d"),
        ["resnext101_32x4d"] = TorchvisionCost.ResNet("resnext101_32x8d") with { GroupWidth = 4 },
        // A sixteenth of ResNet18's work, for processors.
        ["resnet_small"] = new ResNetShape(false, [2, 2, 2, 2], FirstWidth: 16),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>In ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Shapes.Keys];

    /// <summary>The backbone of this name; hyphens, underscores and letter case do not matter: <c>ResNeXt50-32x4d</c>.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static IBackboneShape Find(string name) => Shapes[NameOf(name)];

    /// <summary>The spelling that <see cref="Names"/> has of a name.</summary>
    /// <exception cref="UserException">There is no such backbone.</exception>
    public static string NameOf(string name) =>
        Names.FirstOrDefault(known => string.Equals(Plain(known), Plain(name), StringComparison.OrdinalIgnoreCase))
        ?? throw new UserException($"There is no backbone '{name}'{Spelling.Hint(name, Names)}: known are {string.Join(", ", Names)}.");

    internal static ImmutableArray<int> Checked(ImmutableArray<int> blocks) => blocks.Length == 4 && blocks.All(count => count is >= 1 and <= MostBlocks)
        ? blocks
        : throw new UserException($"The blocks {string.Join(',', blocks)} are no allocation: four counts from 1 to {MostBlocks} are needed, as in 1,3,5,7.");

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
