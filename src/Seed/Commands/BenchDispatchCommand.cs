using System.CommandLine;
using Nas.Model;
using Seed.Benchmarks;
using Seed.Output;

namespace Seed.Commands;

/// <summary>How many candidates a second the control node can propose, dispatch and make durable.</summary>
public sealed class BenchDispatchCommand : LangevinCommand
{
    internal const string Example = "langevin bench dispatch --candidates 20000 --evaluators 8 --dir /dev/shm --json";

    private const int PerEvaluator = 8;

    public BenchDispatchCommand(Terminal terminal)
        : base("dispatch", "Run a search whose evaluations take no time, on the real actors and a real journal, in one process.")
    {
        var candidates = CountOption("--candidates", "Candidates to score.", 20_000, 100_000_000);
        var evaluators = CountOption("--evaluators", "Devices, each with a thread of its own.", 8, 1024);
        var window = new Option<int?>("--window") { Description = $"Proposals outstanding at a time; without it, {PerEvaluator} for each evaluator.", HelpName = "N" };
        var store = new Option<string>("--store") { Description = "The journal.", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite");
        var directory = new Option<string>("--dir") { Description = "Where the journal is written meanwhile.", HelpName = "DIR", DefaultValueFactory = _ => Path.GetTempPath() };
        var json = JsonOption();
        foreach (var option in new Option[] { candidates, evaluators, window, store, directory, json }) Add(option);
        Examples = [Example];
        SetAction(async (parsed, cancellation) =>
        {
            var parent = parsed.GetRequiredValue(directory);
            if (!Directory.Exists(parent)) throw new UserException($"--dir {parent} is not there: name a directory that is.");
            var devices = parsed.GetValue(evaluators);
            var outstanding = parsed.GetValue(window) ?? devices * PerEvaluator;
            if (outstanding is < 1 or > 100_000) throw new UserException($"--window {outstanding} is not from 1 to 100,000: correct it, or leave it out.");
            Print(terminal, parsed.GetValue(json), await DispatchBenchmark.RunAsync(parsed.GetValue(candidates), devices, outstanding, parent, cancellation), Text);
        });
    }

    private static string Text(DispatchFigures figures)
    {
        var table = new TextTable("figure", "value");
        table.Add("candidates durably acknowledged a second", $"{figures.CandidatesPerSecond:0}");
        table.Add("fsync of the directory, median", $"{figures.FsyncMilliseconds:0.000} ms");
        table.Add("journal", $"{figures.JournalBytesPerCandidate:0} bytes a candidate");
        if (figures is { EarlyMicroseconds: { } early, LateMicroseconds: { } late }) table.Add("a candidate, early and late", $"{early:0} and {late:0} us");
        table.Add("from one evaluation to the device's next", $"{figures.GapP50Milliseconds:0.0} ms median, {figures.GapP99Milliseconds:0.0} ms p99");
        table.Add("peak memory", $"{figures.PeakMemoryMiB:0} MiB");
        return table.ToString();
    }
}
