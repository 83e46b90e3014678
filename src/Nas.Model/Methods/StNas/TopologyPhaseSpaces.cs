using Nas.Model.Spaces;

namespace Nas.Model.Methods.StNas;

/// <summary>The whole space, or its architectures without augmented edges, or what a mask leaves; MAdds bound all.</summary>
public sealed class TopologyPhaseSpaces(IImageSpace space) : IPhaseSpaces
{
    /// <summary>Chain edges only: no augmented edge is present.</summary>
    public const string ChainOnly = "chain-only";

    public IImageSpace Space => space;

    public ConstrainedSpace Open(string name, CostRange range)
    {
        var (of, options) = SpacePart.Split(name);
        return (of, space.ChainOnly) switch
        {
            (SpacePart.Whole, _) => new ConstrainedSpace(space, range, SpacePart.MaskOf(space, options)),
            (ChainOnly, { } chains) when options is null => new ConstrainedSpace(space, range, chains),
            _ => throw new UserException($"The space {space.Name} has no part named {name}."),
        };
    }
}
