using Nas.Model;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Drawing;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.Spaces.Topology;
using Seed.Output;

namespace Seed.Commands;

/// <summary>An architecture of any space, with its drawings.</summary>
/// <param name="Text">Drawing for a terminal.</param>
/// <param name="Svg">Drawing as a picture.</param>
internal sealed record DrawnArchitecture(PricedArchitecture Priced, string Text, Func<string> Svg)
{
    /// <summary>The image that costs of backbones are for.</summary>
    private const int Height = 800,
        Width = 1088;

    /// <param name="topology">Opens a space of topologies by its name.</param>
    /// <param name="choose">The canonical text of the architecture wanted of a space.</param>
    /// <exception cref="UserException">There is no such space, or the text is no architecture of it.</exception>
    public static DrawnArchitecture Of(string space, Func<string, TopologySpace> topology, Func<ISearchSpace, string> choose)
    {
        var isDilation = space.StartsWith(DilationSpace.Prefix, StringComparison.Ordinal);
        if (isDilation)
            return Reallocated(space[DilationSpace.Prefix.Length..], ReallocatedBackbone.Parse(choose(ReallocationSpaces.Open(space))));
        if (StageOptions.All.FirstOrDefault(options => options.Name == space) is { } stages)
        {
            var allocations = stages.Open(height: Height, width: Width);
            return Reallocated(
                stages.Backbone,
                ReallocatedBackbone.Plain(allocations.AllocationOf(allocations.Parse(choose(allocations))))
            );
        }
        var topologies = topology(space);
        var architecture = topologies.Parse(choose(topologies));
        return new DrawnArchitecture(
            PricedArchitecture.Of(topologies, architecture),
            ArchitectureText.Draw(topologies, architecture),
            () => ArchitectureSvg.Draw(topologies, architecture)
        );
    }

    /// <summary>Any blocks and any dilations: the text says both. Costs are the backbone's alone, as those of its spaces are.</summary>
    private static DrawnArchitecture Reallocated(string name, ReallocatedBackbone backbone)
    {
        var (original, layers) = (BackboneShapes.Find(name), new LayerList(3, Height, Width));
        original.WithBlocks(backbone.Blocks).Features(layers);
        var cost = layers.Total;
        return new DrawnArchitecture(
            new PricedArchitecture(backbone.ToString(), cost.MAdds, cost.Parameters),
            ReallocationText.Draw(backbone),
            () =>
                ReallocationSvg.Draw(
                    $"{BackboneShapes.NameOf(name)} · {ScaledNumber.Round(cost.MAdds)} MAdds at {Height}×{Width} · {ScaledNumber.Round(cost.Parameters)} parameters",
                    [("unmodified", ReallocatedBackbone.Plain(original.Blocks)), ("reallocated", backbone)]
                )
        );
    }
}
