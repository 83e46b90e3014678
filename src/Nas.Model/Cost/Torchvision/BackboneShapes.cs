using System.Collections.Immutable;

namespace Nas.Model.Cost.Torchvision;

/// <summary>Backbones by name.</summary>
public static class BackboneShapes
{
    /// <summary>Largest number of blocks of a stage; more would be a typing error.</summary>
    private const int MostBlocks = 1000;

    /// <summary>Names of all backbones, in ordinal order.</summary>
    public static ImmutableArray<string> Names => NamedNetworks.Standard.Backbones;

    /// <summary>The backbone of this name; hyphens, underscores and letter case do not matter: <c>ResNeXt50-32x4d</c>.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static IBackboneShape Find(string name) => NamedNetworks.Standard.Backbone(name).Shape;

    /// <summary>The spelling that <see cref="Names"/> has of a name.</summary>
    /// <exception cref="UserException">There is no such backbone.</exception>
    public static string NameOf(string name) => NamedNetworks.Standard.Backbone(name).Name;

    internal static ImmutableArray<int> Checked(ImmutableArray<int> blocks) =>
        blocks.Length == 4 && blocks.All(count => count is >= 1 and <= MostBlocks)
            ? blocks
            : throw new UserException(
                $"The blocks {string.Join(',', blocks)} are no allocation: four counts from 1 to {MostBlocks} are needed, as in 1,3,5,7."
            );
}
