namespace Nas.Model.Spaces.Topology;

/// <summary>The whole space, or its architectures without augmented edges; MAdds bound both.</summary>
public sealed class TopologyPhaseSpaces(IImageSpace space) : IPhaseSpaces
{
    public const string Whole = "whole";

    /// <summary>Chain edges only: no augmented edge is present.</summary>
    public const string ChainOnly = "chain-only";

    public IImageSpace Space => space;

    public ConstrainedSpace Open(string name, CostRange range) => name switch
    {
        Whole => new ConstrainedSpace(space, range),
        ChainOnly when space.ChainOnly is { } chains => new ConstrainedSpace(space, range, chains),
        _ => throw new UserException($"The space {space.Name} has no part named {name}."),
    };
}
