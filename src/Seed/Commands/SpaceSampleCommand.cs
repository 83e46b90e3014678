using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Draws from a space.</summary>
public sealed class SpaceSampleCommand : LangevinCommand
{
    private const int MaxCount = 1_000_000;

    public SpaceSampleCommand(Terminal terminal)
        : base("sample", "Draw architectures, inside a range of MAdds where one is given: uniformly, or topologies first.")
    {
        var preset = SpaceCommand.PresetArgument();
        var madds = SpaceCommand.MaddsOption();
        var count = new Option<int>("--count")
        {
            Description = "How many.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var seed = new Option<long>("--seed")
        {
            Description = "Equal seeds draw equal architectures.",
            DefaultValueFactory = _ => 1,
            HelpName = "S",
        };
        var (spaces, json) = (new SpaceOptions(), JsonOption());
        Add(preset);
        Add(madds);
        Add(count);
        Add(seed);
        foreach (var option in spaces.Drawing.Append(json))
            Add(option);
        Examples =
        [
            "langevin space sample st-nas-imagenet --madds 320M,330M --count 5 --seed 7",
            "langevin space sample st-nas-imagenet --madds 320M,330M --sampling topology",
        ];
        SetAction(parsed =>
        {
            var wanted = parsed.GetValue(count);
            if (wanted is < 1 or > MaxCount)
                throw new UserException($"--count {wanted}: must lie from 1 to {MaxCount}");
            var space = new ConstrainedSpace(
                spaces.Open(parsed, parsed.GetRequiredValue(preset)),
                SpaceCommand.Range(parsed.GetValue(madds))
            );
            Print(terminal, parsed.GetValue(json), SpaceSample.Draw(space, wanted, parsed.GetValue(seed)), Text);
        });
    }

    private static string Text(SpaceSample sample)
    {
        var table = new TextTable("MAdds", "parameters", "architecture");
        foreach (var drawn in sample.Architectures)
            table.Add(drawn.Madds, drawn.Parameters, drawn.Architecture);
        return sample.Drawing is { } drawing ? $"{table}{Environment.NewLine}drawn by {drawing}" : table.ToString();
    }
}

/// <param name="Drawing">Null for a space that has no topologies.</param>
public sealed record SpaceSample(
    string Preset,
    CostEnds? Madds,
    long Seed,
    SpaceDrawing? Drawing,
    ImmutableArray<PricedArchitecture> Architectures
)
{
    /// <exception cref="InfeasibleException">No architecture meets the constraint.</exception>
    public static SpaceSample Draw(ConstrainedSpace space, int count, long seed)
    {
        space.RequireFeasible();
        var random = RandomStream.For(seed, "space-sample");
        var any = space.Range == CostRange.Any;
        return new SpaceSample(
            space.Space.Name,
            any ? null : new CostEnds(space.Range.Min, space.Range.Max),
            seed,
            SpaceDrawing.Of(space),
            [.. Enumerable.Range(0, count).Select(_ => PricedArchitecture.Of(space.Space, space.Sample(random)))]
        );
    }
}

public sealed record PricedArchitecture(string Architecture, long Madds, long Parameters)
{
    public static PricedArchitecture Of(ISearchSpace space, Architecture architecture) =>
        new(space.Format(architecture), space.MAdds.Of(architecture), space.Parameters.Of(architecture));
}
