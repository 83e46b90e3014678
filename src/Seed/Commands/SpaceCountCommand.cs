using System.Numerics;
using Nas.Model.Spaces;
using Seed.Output;

namespace Seed.Commands;

/// <summary>How many architectures meet a constraint, exactly.</summary>
public sealed class SpaceCountCommand : LangevinCommand
{
    public SpaceCountCommand(Terminal terminal)
        : base("count", "Count the architectures in a range of MAdds, exactly.")
    {
        var preset = SpaceCommand.PresetArgument();
        var madds = SpaceCommand.MaddsOption();
        var json = JsonOption();
        Add(preset);
        Add(madds);
        Add(json);
        Examples = ["langevin space count st-nas-imagenet --madds 300M,330M"];
        SetAction(parsed =>
        {
            var space = SpaceCommand.Open(parsed.GetRequiredValue(preset), parsed.GetValue(madds));
            Print(terminal, parsed.GetValue(json), ArchitectureCount.Of(space), Text);
            // No architecture is an answer, and the error says which values would have some.
            space.RequireFeasible();
        });
    }

    private static string Text(ArchitectureCount count) => count.Madds is { } range
        ? $"{count.Architectures:N0} architectures of {count.Preset} have from {range.Min:N0} to {range.Max:N0} MAdds ({count.Share:0.######%} of all)."
        : $"{count.Architectures:N0} architectures are in {count.Preset}.";
}

/// <param name="Madds">The range asked for; null: any.</param>
/// <param name="Share">Of all architectures of the space.</param>
public sealed record ArchitectureCount(string Preset, CostEnds? Madds, BigInteger Architectures, double Share)
{
    public static ArchitectureCount Of(ConstrainedSpace space)
    {
        var any = space.Range == CostRange.Any;
        var count = any ? space.Space.Count : space.Count;
        return new ArchitectureCount(
            space.Space.Name, any ? null : new CostEnds(space.Range.Min, space.Range.Max), count, Math.Exp(BigInteger.Log(count) - BigInteger.Log(space.Space.Count)));
    }
}
