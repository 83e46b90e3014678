using System.CommandLine;
using Seed.Benchmarks;
using Seed.Output;

namespace Seed.Commands;

/// <summary>A device node of <see cref="BenchDispatchCommand"/>, which starts it.</summary>
public sealed class BenchDevicesCommand : LangevinCommand
{
    public BenchDevicesCommand(Terminal terminal)
        : base("devices", "Lend devices that take no time to the benchmark that started this process, until standard input ends.")
    {
        Hidden = true;
        var join = new Option<string>("--join")
        {
            Description = "The control node.",
            HelpName = "HOST:PORT",
            Required = true,
        };
        var directory = new Option<string>("--dir")
        {
            Description = "Of the search.",
            HelpName = "DIR",
            Required = true,
        };
        var evaluators = CountOption("--evaluators", "Devices.", 1, 1024);
        foreach (var option in new Option[] { join, directory, evaluators })
            Add(option);
        SetAction(
            async (parsed, cancellation) =>
                Print(
                    terminal,
                    json: true,
                    await BenchNodes.ServeAsync(
                        parsed.GetRequiredValue(join),
                        parsed.GetRequiredValue(directory),
                        parsed.GetValue(evaluators),
                        cancellation
                    ),
                    _ => ""
                )
        );
    }
}
