using System.CommandLine;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
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

    internal static Argument<string> PresetArgument() => new("PRESET")
    {
        Description = $"The space: {string.Join(", ", SearchSpaces.Presets)}.",
    };

    internal static Option<string?> MaddsOption() =>
        new("--madds") { Description = "Only architectures of MIN,MAX Multiply-Adds, as in 300M,330M.", HelpName = "MIN,MAX" };

    internal static IImageSpace Open(string preset) => SearchSpaces.Open(new SpaceSettings { Preset = preset });

    internal static TopologySpace OpenTopology(string preset) => SearchSpaces.OpenTopology(new SpaceSettings { Preset = preset });

    internal static ConstrainedSpace Open(string preset, string? madds) =>
        new(Open(preset), Range(madds));

    internal static CostRange Range(string? madds) => madds is null ? CostRange.Any : CommandText.Range(madds, "--madds");
}
