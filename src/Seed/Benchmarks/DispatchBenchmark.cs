using System.Diagnostics;

namespace Seed.Benchmarks;

/// <summary>The cost of the system itself for each candidate: evaluations cost nothing.</summary>
/// <param name="Seconds">Time from the first evaluation to the end of the search.</param>
/// <param name="CandidatesPerSecond">Candidates proposed, dispatched, scored and durably acknowledged in a second.</param>
/// <param name="FsyncMilliseconds">Median time to make 4 KB durable in the same directory: the disk's share.</param>
/// <param name="JournalBytesPerCandidate">Size of the journal's files at the end, shared by the candidates.</param>
/// <param name="EarlyMicroseconds">Time per candidate of the 4,000 after the first 1,000; null where there are too few.</param>
/// <param name="LateMicroseconds">Time per candidate of the last 4,000.</param>
/// <param name="GapP50Milliseconds">Median time from the end of an evaluation to the beginning of the device's next, the acknowledgement
/// from the disk included.</param>
/// <param name="GapP99Milliseconds">The 99th percentile of the same time.</param>
/// <param name="PeakMemoryMiB">Most memory of this process: the control node, and the devices where there are no other nodes.</param>
/// <param name="Nodes">The control node, and device nodes where there are more than one.</param>
public sealed record DispatchFigures(
    int Candidates,
    int Evaluators,
    int Nodes,
    int Window,
    string Store,
    double Seconds,
    double CandidatesPerSecond,
    double FsyncMilliseconds,
    double JournalBytesPerCandidate,
    double? EarlyMicroseconds,
    double? LateMicroseconds,
    double GapP50Milliseconds,
    double GapP99Milliseconds,
    double PeakMemoryMiB
);

/// <summary>A real search on the real actors and a real journal, with evaluators that do nothing.</summary>
internal static class DispatchBenchmark
{
    private const int Syncs = 50,
        WarmUpCandidates = 2000,
        WarmUp = 1,
        Stretch = 4;

    /// <param name="parent">The search lies in a directory of its own below, which is deleted at the end.</param>
    /// <param name="nodes">1: control and devices in this process; more: device nodes beside the control node, each a process.</param>
    public static Task<DispatchFigures> RunAsync(
        int candidates,
        int evaluators,
        int window,
        int nodes,
        string parent,
        CancellationToken cancellation
    ) =>
        BenchSearch.InAsync(
            parent,
            async directory =>
            {
                var sync = Fsync(directory);
                // Once unmeasured: a search of days is not one of code that is just being compiled.
                await BenchSearch.RunAsync(
                    Math.Min(candidates, WarmUpCandidates),
                    evaluators,
                    window,
                    Path.Combine(directory, "warm-up"),
                    cancellation,
                    nodes: nodes - 1
                );
                var measured = Path.Combine(directory, "measured");
                var (times, took) = await BenchSearch.RunAsync(candidates, evaluators, window, measured, cancellation, nodes: nodes - 1);
                var (early, late) = Stretches([.. times.Milestones]);
                var gaps = times.Gaps.Order().Select(TimeSpan.FromTicks).ToArray();
                return new DispatchFigures(
                    candidates,
                    evaluators,
                    nodes,
                    window,
                    "sqlite",
                    took.TotalSeconds,
                    candidates / took.TotalSeconds,
                    sync,
                    JournalBytes(measured) / (double)candidates,
                    early,
                    late,
                    Quantile(gaps, 0.5),
                    Quantile(gaps, 0.99),
                    Process.GetCurrentProcess().PeakWorkingSet64 / (double)(1 << 20)
                );
            }
        );

    private static double Fsync(string directory)
    {
        var path = Path.Combine(directory, "fsync");
        var page = new byte[4096];
        var times = new List<TimeSpan>();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (var i = 0; i < Syncs; i++)
            {
                var started = Stopwatch.GetTimestamp();
                file.Write(page);
                file.Flush(flushToDisk: true);
                times.Add(Stopwatch.GetElapsedTime(started));
            }
        }
        File.Delete(path);
        return Quantile([.. times.Order()], 0.5);
    }

    /// <summary>The files are those of SQLite: the databases of events and of snapshots, and the logs that are not in them yet.</summary>
    private static long JournalBytes(string directory) =>
        Directory.EnumerateFiles(directory, "*.db*").Sum(file => new FileInfo(file).Length);

    private static (double? Early, double? Late) Stretches(long[] milestones)
    {
        if (milestones.Length <= 2 * Stretch)
            return (null, null);
        static double PerCandidate(long from, long to) =>
            Stopwatch.GetElapsedTime(from, to).TotalMicroseconds / (Stretch * InstantRuntimeFactory.Stride);
        return (
            PerCandidate(milestones[WarmUp - 1], milestones[WarmUp - 1 + Stretch]),
            PerCandidate(milestones[^(Stretch + 1)], milestones[^1])
        );
    }

    /// <summary>A quantile of ascending times, in milliseconds.</summary>
    private static double Quantile(TimeSpan[] times, double share) =>
        times.Length == 0 ? 0 : times[(int)Math.Min(times.Length - 1, share * times.Length)].TotalMilliseconds;
}
