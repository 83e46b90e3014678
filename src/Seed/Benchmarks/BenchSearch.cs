using System.Diagnostics;
using System.Text.Json;
using Actors.Hosting;
using Actors.Search;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Seed.Benchmarks;

/// <summary>The search that benchmarks run: a space that is never used up, evaluations that take no time.</summary>
internal static class BenchSearch
{
    /// <summary>The strategy unless another is named: it costs next to nothing.</summary>
    public const string Cheapest = "random";

    private const string Name = "bench";

    /// <summary>Gives a directory of its own below <paramref name="parent"/>, which is deleted at the end.</summary>
    /// <exception cref="UserException">The directory cannot be written.</exception>
    public static async Task<T> InAsync<T>(string parent, Func<string, Task<T>> measure)
    {
        var directory = Path.Combine(parent, $"{Name}-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(directory);
            return await measure(directory);
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            throw new UserException($"--dir {parent} cannot be written ({cause.Message.TrimEnd('.')}): name a directory that can.", cause);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Runs the search, or goes on with the one that is there.</summary>
    /// <param name="until">Suspended after so many evaluations; null: it runs to its end.</param>
    /// <param name="nodes">Device nodes, each a process, which share the evaluators; 0: these are in this process.</param>
    /// <returns>The times that devices noted, and the time from the first evaluation to the end.</returns>
    public static async Task<(DeviceTimes Times, TimeSpan Took)> RunAsync(
        int candidates,
        int evaluators,
        int window,
        string directory,
        CancellationToken cancellation,
        int? until = null,
        int nodes = 0,
        string strategy = Cheapest
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var runtimes = new InstantRuntimeFactory(until, stop.Cancel);
        var options = new LocalClusterOptions
        {
            Directory = directory,
            Devices = nodes == 0 ? evaluators : 0,
            Runtimes = runtimes,
        };
        await using var cluster = await LocalCluster.StartAsync(options, cancellation);
        using var others = new BenchNodes(
            cluster.Contact,
            cluster.Key,
            directory,
            [.. Enumerable.Range(0, nodes).Select(node => (evaluators + node) / nodes)]
        );
        var last = await cluster.RunAsync(
            new StartSearch(Name, SettingsJson.Text(Settings(candidates, window, strategy))),
            _ => { },
            stop.Token
        );
        var ended = Stopwatch.GetTimestamp();
        cancellation.ThrowIfCancellationRequested();
        var wanted = until is null ? SearchStatus.Completed : SearchStatus.Suspended;
        var times = nodes == 0 ? runtimes.Times : await others.TimesAsync(cancellation);
        return last.Status == wanted
            ? (times, Stopwatch.GetElapsedTime(times.Began, ended))
            : throw new InvalidOperationException($"The search ended as {last.Status}: {last.Note}");
    }

    /// <summary>The search's settings, as a search file would have them: the benchmarks are about no method.</summary>
    private static SearchSettings Settings(int candidates, int window, string strategy) =>
        MethodSciences.Read(
            $$"""
            {
              "method": "st-nas", "name": "{{Name}}", "data": { "name": "procedural" }, "space": { "preset": "st-nas-fashion" },
              "supernet": { "steps": 1 }, "langevin": { "samples": 0 },
              "strategy": { "name": {{JsonSerializer.Serialize(
                strategy
            )}}, "candidates": {{candidates}}, "window": {{window}}, "options": {} },
              "baselines": { "chain-candidates": 0, "random": false }, "retrain": { "steps": 1 }
            }
            """
        );
}
