using System.CommandLine;
using Nas.Model;
using Seed.Benchmarks;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Measures how many candidates a second the control node can propose, dispatch and make durable.</summary>
public sealed class BenchDispatchCommand : LangevinCommand
{
    internal const string Example = "langevin bench dispatch --candidates 20000 --evaluators 8 --dir /dev/shm --json";

    public BenchDispatchCommand(Terminal terminal)
        : base("dispatch", "Run a search whose evaluations take no time, on the real actors and a real journal.")
    {
        var candidates = CountOption("--candidates", "Candidates to score.", 20_000, 100_000_000);
        var evaluators = CountOption("--evaluators", "Devices, each with a thread of its own.", 8, 1024);
        var window = BenchOptions.Window();
        var nodes = CountOption(
            "--nodes",
            "1: everything in one process; more: a control node, and the evaluators on so many nodes less one, each a process.",
            1,
            64
        );
        var store = new Option<string>("--store") { Description = "The journal.", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite");
        var directory = BenchOptions.Directory();
        var json = JsonOption();
        foreach (var option in new Option[] { candidates, evaluators, window, nodes, store, directory, json })
            Add(option);
        Examples = [Example];
        SetAction(
            async (parsed, cancellation) =>
            {
                var parent = BenchOptions.Existing(parsed.GetRequiredValue(directory));
                var devices = parsed.GetValue(evaluators);
                var outstanding = BenchOptions.WindowOf(parsed.GetValue(window), devices);
                var over = parsed.GetValue(nodes);
                if (devices < over - 1)
                    throw new UserException(
                        $"--nodes {over} leaves nodes without a device: raise --evaluators from {devices}, or name fewer nodes."
                    );
                Print(
                    terminal,
                    parsed.GetValue(json),
                    await DispatchBenchmark.RunAsync(parsed.GetValue(candidates), devices, outstanding, over, parent, cancellation),
                    Text
                );
            }
        );
    }

    private static string Text(DispatchFigures figures)
    {
        var table = new TextTable("figure", "value");
        table.Add("candidates durably acknowledged a second", $"{figures.CandidatesPerSecond:0}");
        table.Add("fsync of the directory, median", $"{figures.FsyncMilliseconds:0.000} ms");
        table.Add("journal", $"{figures.JournalBytesPerCandidate:0} bytes a candidate");
        if (figures is { EarlyMicroseconds: { } early, LateMicroseconds: { } late })
            table.Add("a candidate, early and late", $"{early:0} and {late:0} us");
        table.Add(
            "from one evaluation to the device's next",
            $"{figures.GapP50Milliseconds:0.0} ms median, {figures.GapP99Milliseconds:0.0} ms p99"
        );
        table.Add("peak memory", $"{figures.PeakMemoryMiB:0} MiB");
        return table.ToString();
    }
}
