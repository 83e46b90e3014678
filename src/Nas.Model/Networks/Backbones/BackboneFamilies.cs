using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Networks.Backbones;

/// <summary>Networks by the type of their shape. A new family is a network, and a line here.</summary>
internal sealed class BackboneFamilies(params ImmutableArray<BackboneFamily> families)
{
    public static BackboneFamilies Standard { get; } =
        new(
            BackboneFamily.Of<ResNetShape>((shape, options, device) => new ResNet(shape, options, device), ResNet.BlocksOf),
            BackboneFamily.Of<MobileNetV2Shape>((shape, options, device) => new MobileNetV2(shape, options, device), MobileNetV2.BlocksOf)
        );

    /// <summary>All families, one for each type of shape.</summary>
    public ImmutableArray<BackboneFamily> All => families;

    public BackboneFamily Of(IBackboneShape shape) =>
        families.FirstOrDefault(family => family.Shape == shape.GetType())
        ?? throw new ArgumentOutOfRangeException(nameof(shape), shape, "No network for this shape.");
}
