using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Spaces.Reallocation;

/// <summary>The reallocation spaces by name.</summary>
public static class ReallocationSpaces
{
    /// <summary>The names, for sentences.</summary>
    public static string Names { get; } =
        $"{string.Join(", ", StageOptions.All.Select(options => options.Name))} and {DilationSpace.Prefix}BACKBONE, as in {DilationSpace.Prefix}resnet50";

    /// <exception cref="UserException">There is no such space, or a dilation space's backbone is unknown.</exception>
    public static ISearchSpace Open(string name)
    {
        if (StageOptions.All.FirstOrDefault(options => options.Name == name) is { } stages)
            return stages.Open();
        if (!name.StartsWith(DilationSpace.Prefix, StringComparison.Ordinal))
            throw new UserException($"There is no reallocation space '{name}': known are {Names}.");
        var backbone = BackboneShapes.NameOf(name[DilationSpace.Prefix.Length..]);
        return new DilationSpace(DilationSpace.Prefix + backbone, BackboneShapes.Find(backbone));
    }

    /// <summary>The allocations of a stage space of exactly this many blocks.</summary>
    /// <exception cref="UserException">There is no such space, or its architectures all have the same blocks.</exception>
    public static ConstrainedSpace WithBlocks(string name, int blocks) =>
        Open(name) is var space && space is StageSpace stages
            ? stages.WithBlocks(blocks)
            : throw new UserException($"The architectures of {space.Name} all have the same blocks: leave out --blocks.");
}
