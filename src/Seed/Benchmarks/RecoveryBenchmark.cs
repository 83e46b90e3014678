using System.Diagnostics;

namespace Seed.Benchmarks;

/// <summary>Time and memory that it takes to go on with a long search.</summary>
/// <param name="Candidates">Candidates scored before the search was stopped.</param>
/// <param name="RecoverySeconds">Time from nothing to the next evaluation: the control node starts, reads the journal, and its strategy
/// goes on.</param>
/// <param name="EmptySeconds">The same with an empty directory: what does not depend on the journal.</param>
/// <param name="SearchMemoryMiB">Most memory of the process, control and devices together, until the search was stopped.</param>
/// <param name="RecoveredMemoryMiB">Memory of the process after the search had gone on to its end.</param>
/// <param name="JournalMiB">Size of the events.</param>
/// <param name="SnapshotsMiB">Size of the file of snapshots.</param>
public sealed record RecoveryFigures(
    int Candidates,
    double RecoverySeconds,
    double EmptySeconds,
    double SearchMemoryMiB,
    double RecoveredMemoryMiB,
    double JournalMiB,
    double SnapshotsMiB
);

/// <summary>A real search is run for long, stopped, and started again by a new control node.</summary>
internal static class RecoveryBenchmark
{
    /// <summary>Scored after the search has gone on.</summary>
    private const int Rest = 2000;

    private const double MiB = 1 << 20;

    public static Task<RecoveryFigures> RunAsync(
        int candidates,
        int evaluators,
        int window,
        string strategy,
        string parent,
        CancellationToken cancellation
    ) =>
        BenchSearch.InAsync(
            parent,
            async directory =>
            {
                async Task<double> Start(string name, int? until)
                {
                    var started = Stopwatch.GetTimestamp();
                    var (times, _) = await BenchSearch.RunAsync(
                        candidates + Rest,
                        evaluators,
                        window,
                        Path.Combine(directory, name),
                        cancellation,
                        until,
                        strategy: strategy
                    );
                    return Stopwatch.GetElapsedTime(started, times.Began).TotalSeconds;
                }
                // Once unmeasured: a search of days is not one of code that is just being compiled.
                await Start("warm-up", until: Math.Min(candidates, Rest));
                var empty = await Start("long", until: candidates);
                var memory = Memory(process => process.PeakWorkingSet64);
                // What the first life left behind is not the second's.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                var recovery = await Start("long", until: null);
                return new RecoveryFigures(
                    candidates,
                    recovery,
                    empty,
                    memory,
                    Memory(process => process.WorkingSet64),
                    Size(directory, "journal.db*"),
                    Size(directory, "snapshots.db*")
                );
            }
        );

    private static double Memory(Func<Process, long> of)
    {
        using var self = Process.GetCurrentProcess();
        return of(self) / MiB;
    }

    private static double Size(string directory, string files) =>
        Directory.EnumerateFiles(Path.Combine(directory, "long"), files).Sum(file => new FileInfo(file).Length) / MiB;
}
