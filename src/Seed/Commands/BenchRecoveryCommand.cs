using System.CommandLine;
using Actors.Strategies;
using Seed.Benchmarks;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Measures how soon a long search goes on after a crash, and how much memory it takes.</summary>
public sealed class BenchRecoveryCommand : LangevinCommand
{
    internal const string Example = "langevin bench recovery --candidates 100000 --dir /dev/shm --json";

    public BenchRecoveryCommand(Terminal terminal)
        : base("recovery", "Run a search whose evaluations take no time, stop it, and start it again from its journal, in one process.")
    {
        var candidates = CountOption("--candidates", "Candidates scored before the stop.", 100_000, 100_000_000);
        var evaluators = CountOption("--evaluators", "Devices, each with a thread of its own.", 8, 1024);
        var window = BenchOptions.Window();
        var strategy = new Option<string>("--strategy")
        {
            Description = "Name of the strategy that proposes them, with its default options.",
            HelpName = "NAME",
            DefaultValueFactory = _ => BenchSearch.Cheapest,
        };
        var directory = BenchOptions.Directory();
        var json = JsonOption();
        foreach (var option in new Option[] { candidates, evaluators, window, strategy, directory, json })
            Add(option);
        Examples = [Example];
        SetAction(
            async (parsed, cancellation) =>
            {
                var devices = parsed.GetValue(evaluators);
                Print(
                    terminal,
                    parsed.GetValue(json),
                    await RecoveryBenchmark.RunAsync(
                        parsed.GetValue(candidates),
                        devices,
                        BenchOptions.WindowOf(parsed.GetValue(window), devices),
                        StrategyCatalog.Standard.Find(parsed.GetRequiredValue(strategy)).Name,
                        BenchOptions.Existing(parsed.GetRequiredValue(directory)),
                        cancellation
                    ),
                    Text
                );
            }
        );
    }

    private static string Text(RecoveryFigures figures)
    {
        var table = new TextTable("figure", "value");
        table.Add("candidates in the journal", $"{figures.Candidates:N0}");
        table.Add(
            "from the start to the next evaluation",
            $"{figures.RecoverySeconds:0.00} s ({figures.EmptySeconds:0.00} s without a journal)"
        );
        table.Add("memory, at most while they were scored", $"{figures.SearchMemoryMiB:0} MiB");
        table.Add("memory after going on", $"{figures.RecoveredMemoryMiB:0} MiB");
        table.Add("journal and snapshots", $"{figures.JournalMiB:0.0} and {figures.SnapshotsMiB:0.0} MiB");
        return table.ToString();
    }
}
