using System.CommandLine;
using Nas.Model.Spaces;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Questions about search spaces, answered without data or training.</summary>
public sealed class SpaceCommand : LangevinCommand
{
    public SpaceCommand(Terminal terminal)
        : base("space", "Describe, count, sample or draw the architectures of a search space.")
    {
        Add(new SpaceDescribeCommand(terminal));
        Add(new SpaceCountCommand(terminal));
        Add(new SpaceSampleCommand(terminal));
        Add(new SpaceDrawCommand(terminal));
        Examples = ["langevin space describe st-nas-imagenet", "langevin space count st-nas-imagenet --madds 300M,330M"];
    }

    internal static Argument<string> PresetArgument() =>
        new("PRESET")
        {
            Description = $"The space: {string.Join(", ", SearchSpaces.Presets)}, or with --plugins, a space of topologies of a plug-in.",
        };

    internal static Option<string?> MaddsOption() =>
        new("--madds") { Description = "Only architectures of MIN,MAX Multiply-Adds, as in 300M,330M.", HelpName = "MIN,MAX" };

    internal static CostRange Range(string? madds) => madds is null ? CostRange.Any : CommandText.Range(madds, "--madds");
}
