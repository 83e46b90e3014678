using System.CommandLine;
using Nas.Model;
using Nas.Model.Drawing;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Draws one architecture, in the terminal or as SVG.</summary>
public sealed class SpaceDrawCommand : LangevinCommand
{
    public SpaceDrawCommand(Terminal terminal)
        : base("draw", "Draw an architecture as text, or as an SVG file.")
    {
        var preset = SpaceCommand.PresetArgument();
        var text = new Argument<string?>("ARCHITECTURE") { Description = "Canonical text; without it, one is drawn by --seed.", Arity = ArgumentArity.ZeroOrOne };
        var seed = new Option<long?>("--seed") { Description = "Draw the architecture of this seed.", HelpName = "S" };
        var madds = SpaceCommand.MaddsOption();
        var svg = new Option<string?>("--svg") { Description = "Write the drawing to this file.", HelpName = "FILE" };
        var json = JsonOption();
        Add(preset);
        Add(text);
        foreach (var option in new Option[] { seed, madds, svg, json }) Add(option);
        Examples = ["langevin space draw st-nas-fashion --seed 3", "langevin space draw st-nas-fashion --seed 3 --svg architecture.svg"];
        SetAction(parsed =>
        {
            var space = SpaceCommand.Open(parsed.GetRequiredValue(preset));
            var architecture = (parsed.GetValue(text), parsed.GetValue(seed)) switch
            {
                ({ } written, null) => space.Parse(written),
                (null, var chosen) => Sampled(new ConstrainedSpace(space, Range(parsed.GetValue(madds))), chosen ?? 1),
                _ => throw new UserException("space draw takes an architecture or --seed, not both"),
            };
            if (parsed.GetValue(svg) is { } file) Write(file, ArchitectureSvg.Draw(space, architecture));
            Print(terminal, parsed.GetValue(json), PricedArchitecture.Of(space, architecture), priced =>
                $"{ArchitectureText.Draw(space, architecture).TrimEnd()}{Environment.NewLine}{Environment.NewLine}{priced.Architecture}{Environment.NewLine}{priced.Madds:N0} MAdds, {priced.Parameters:N0} parameters");
        });
    }

    private static void Write(string file, string drawing)
    {
        try
        {
            File.WriteAllText(file, drawing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"--svg {file}: cannot be written ({exception.Message.TrimEnd('.')}); name a file in a directory that can be", exception);
        }
    }

    private static CostRange Range(string? madds) => madds is null ? CostRange.Any : CommandText.Range(madds, "--madds");

    private static Architecture Sampled(ConstrainedSpace space, long seed) => space.RequireFeasible().Sample(RandomStream.For(seed, "space-sample"));
}
