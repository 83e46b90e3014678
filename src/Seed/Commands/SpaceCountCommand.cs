using System.CommandLine;
using System.Numerics;
using Nas.Model;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Prints the exact number of architectures that meet a constraint.</summary>
public sealed class SpaceCountCommand : LangevinCommand
{
    public SpaceCountCommand(Terminal terminal)
        : base("count", "Count the architectures in a range of MAdds, exactly.")
    {
        var preset = SpaceCommand.PresetArgument();
        preset.Arity = ArgumentArity.ZeroOrOne;
        var reallocation = new Option<string?>("--space")
        {
            Description = $"A reallocation space instead: {ReallocationSpaces.Names}.",
            HelpName = "NAME",
        };
        var blocks = new Option<int?>("--blocks") { Description = "Only allocations of so many blocks.", HelpName = "N" };
        var madds = SpaceCommand.MaddsOption();
        var (spaces, json) = (new SpaceOptions(), JsonOption());
        Add(preset);
        Add(reallocation);
        Add(madds);
        Add(blocks);
        foreach (var option in spaces.All.Append(json))
            Add(option);
        Examples =
        [
            "langevin space count st-nas-imagenet --madds 300M,330M",
            "langevin space count --space stage-resnet --blocks 16 --json",
        ];
        SetAction(parsed =>
        {
            var space = (parsed.GetValue(preset), parsed.GetValue(reallocation), parsed.GetValue(blocks)) switch
            {
                ({ } name, null, null) => new ConstrainedSpace(spaces.Open(parsed, name), SpaceCommand.Range(parsed.GetValue(madds))),
                (null, { } name, { } count) when parsed.GetValue(madds) is null => ReallocationSpaces.WithBlocks(name, count),
                (null, { } name, null) => new ConstrainedSpace(ReallocationSpaces.Open(name), SpaceCommand.Range(parsed.GetValue(madds))),
                _ => throw new UserException("space count needs a PRESET, or --space NAME, with at most one of --madds and --blocks"),
            };
            Print(terminal, parsed.GetValue(json), ArchitectureCount.Of(space), Text);
            // No architecture is an answer, and the error says which values would have some.
            space.RequireFeasible();
        });
    }

    private static string Text(ArchitectureCount count)
    {
        var number = $"{count.Architectures:N0} architectures";
        if (count.Blocks is { } blocks)
            return $"{number} of {count.Preset} have {blocks} blocks ({count.Share:0.######%} of all).";
        return count.Madds is { } range
            ? $"{number} of {count.Preset} have from {range.Min:N0} to {range.Max:N0} MAdds ({count.Share:0.######%} of all)."
            : $"{number} are in {count.Preset}.";
    }
}

/// <param name="Madds">The range asked for; null: any.</param>
/// <param name="Blocks">The number asked for; null: any.</param>
/// <param name="Share">Their share of all architectures of the space.</param>
/// <param name="Count">The same number as <paramref name="Architectures"/>, as a number; null where it is too large for one.</param>
public sealed record ArchitectureCount(string Preset, CostEnds? Madds, long? Blocks, BigInteger Architectures, long? Count, double Share)
{
    public static ArchitectureCount Of(ConstrainedSpace space)
    {
        var any = space.Range == CostRange.Any;
        var count = any ? space.Space.Count : space.Count;
        var byBlocks = space.Measure.Unit == StageSpace.BlocksUnit;
        return new ArchitectureCount(
            space.Space.Name,
            any || byBlocks ? null : new CostEnds(space.Range.Min, space.Range.Max),
            byBlocks ? space.Range.Min : null,
            count,
            count <= long.MaxValue ? (long)count : null,
            Math.Exp(BigInteger.Log(count) - BigInteger.Log(space.Space.Count))
        );
    }
}
