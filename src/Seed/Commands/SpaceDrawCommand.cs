using System.CommandLine;
using Nas.Model;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Draws one architecture, in the terminal or as SVG.</summary>
public sealed class SpaceDrawCommand : LangevinCommand
{
    public SpaceDrawCommand(Terminal terminal)
        : base("draw", "Draw an architecture as text, or as an SVG file.")
    {
        var preset = SpaceCommand.PresetArgument();
        preset.Description += $" Or a reallocation space: {ReallocationSpaces.Names}.";
        var text = new Argument<string?>("ARCHITECTURE")
        {
            Description = "Canonical text; without it, one is drawn by --seed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var option = new Option<string?>("--architecture") { Description = "The same, as an option.", HelpName = "TEXT" };
        var seed = new Option<long?>("--seed") { Description = "Draw the architecture of this seed.", HelpName = "S" };
        var madds = SpaceCommand.MaddsOption();
        var svg = new Option<string?>("--svg") { Description = "Write the drawing to this file.", HelpName = "FILE" };
        var (spaces, json) = (new SpaceOptions(), JsonOption());
        Add(preset);
        Add(text);
        foreach (var one in new Option[] { option, seed, madds, svg, json }.Concat(spaces.Drawing))
            Add(one);
        Examples =
        [
            "langevin space draw st-nas-fashion --seed 3",
            "langevin space draw st-nas-fashion --seed 3 --svg architecture.svg",
            "langevin space draw dilation-resnet50 --architecture 1/1,2,1/1,1,3,1,1/2,1,1,1,1,1,1",
        ];
        SetAction(parsed =>
        {
            if (parsed.GetValue(text) is not null && parsed.GetValue(option) is not null)
                throw new UserException("space draw takes one architecture, as ARCHITECTURE or as --architecture");
            var written = parsed.GetValue(text) ?? parsed.GetValue(option);
            if (written is not null && parsed.GetValue(seed) is not null)
                throw new UserException("space draw takes an architecture or --seed, not both");
            var drawn = DrawnArchitecture.Of(
                parsed.GetRequiredValue(preset),
                name => spaces.OpenTopology(parsed, name),
                space =>
                    written is null
                        ? Sampled(new ConstrainedSpace(space, SpaceCommand.Range(parsed.GetValue(madds))), parsed.GetValue(seed) ?? 1)
                        : written
            );
            if (parsed.GetValue(svg) is { } file)
                OutputFile.Write("--svg", file, drawn.Svg());
            Print(
                terminal,
                parsed.GetValue(json),
                drawn.Priced,
                priced =>
                    $"{drawn.Text.TrimEnd()}{Environment.NewLine}{Environment.NewLine}{priced.Architecture}{Environment.NewLine}{priced.Madds:N0} MAdds, {priced.Parameters:N0} parameters"
            );
        });
    }

    private static string Sampled(ConstrainedSpace space, long seed) =>
        space.Space.Format(space.RequireFeasible().Sample(RandomStream.For(seed, "space-sample")));
}
