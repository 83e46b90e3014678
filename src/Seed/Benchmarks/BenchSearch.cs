using System.Diagnostics;
using System.Text.Json.Nodes;
using Actors.Hosting;
using Actors.Search;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Nas.Model.Settings;

namespace Seed.Benchmarks;

/// <summary>The search that benchmarks run: the random strategy on a space that is never used up, evaluations that take no time.</summary>
internal static class BenchSearch
{
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
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Runs the search, or goes on with the one that is there.</summary>
    /// <param name="until">Suspended after so many evaluations; null: it runs to its end.</param>
    /// <returns>What devices saw of it, and the time from the first evaluation to the end.</returns>
    public static async Task<(InstantRuntimeFactory Runtimes, TimeSpan Took)> RunAsync(
        int candidates, int evaluators, int window, string directory, CancellationToken cancellation, int? until = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var runtimes = new InstantRuntimeFactory(until, stop.Cancel);
        var options = new LocalClusterOptions { Directory = directory, Devices = evaluators, Runtimes = runtimes };
        await using var cluster = await LocalCluster.StartAsync(options, cancellation);
        var last = await cluster.RunAsync(new StartSearch(Name, SettingsJson.Text(Settings(candidates, window))), _ => { }, stop.Token);
        var took = Stopwatch.GetElapsedTime(runtimes.Began);
        cancellation.ThrowIfCancellationRequested();
        var wanted = until is null ? SearchStatus.Completed : SearchStatus.Suspended;
        return last.Status == wanted ? (runtimes, took) : throw new InvalidOperationException($"The search ended as {last.Status}: {last.Note}");
    }

    private static StNasSettings Settings(int candidates, int window) => new()
    {
        Name = Name,
        Data = new DataSettings { Name = "procedural" },
        Space = new SpaceSettings { Preset = "st-nas-fashion" },
        Supernet = new SupernetSettings { Steps = 1 },
        Langevin = new LangevinSettings { Samples = 0 },
        Strategy = new StrategySettings { Name = "random", Candidates = candidates, Window = window, Options = new JsonObject() },
        Baselines = new BaselineSettings { ChainCandidates = 0, Random = false },
        Retrain = new RetrainSettings { Steps = 1 },
    };
}
