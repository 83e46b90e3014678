using System.Globalization;
using Cluster.Tests.Processes;
using Nas.Model.Randomness;
using Testing;

namespace Cluster.Tests;

/// <summary>
/// The promises of KillSpec, of a cluster: several control nodes and gpu nodes, of which any process may die at any time. The long form:
/// <c>LANGEVIN_SOAK=50 dotnet test tests/Cluster.Tests --filter ClusterKillSpec</c>.
/// </summary>
public sealed class ClusterKillSpec
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LANGEVIN_SOAK") is not null;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("LANGEVIN_SOAK") ?? "7", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Theory]
    [InlineData(SearchDirectory.StNas, true, "supernet", "samples", "search", "chain-search", "retrain")]
    [InlineData(
        SearchDirectory.CrNas,
        true,
        "stage-supernet",
        "stage-samples",
        "stage-search",
        "operation-supernet",
        "operation-search",
        "final"
    )]
    [InlineData(SearchDirectory.StNas, false, "supernet", "samples", "search", "chain-search", "retrain")]
    public async Task Kills_of_any_process_of_a_cluster_leave_history_and_answer_as_they_were(
        string file,
        bool postgres,
        params string[] phases
    )
    {
        Assert.SkipWhen(
            postgres && file == SearchDirectory.StNas && !IsLong,
            "this method and this journal are each in one of the others; together: tests/soak.sh"
        );
        await using var server = postgres ? await PostgresServer.StartAsync() : null;
        // Many kills need a search that is not over before.
        string[] longer =
            Kills > 10 && file == SearchDirectory.StNas
                ? ["supernet.steps=60", "strategy.candidates=40", "proxy.images=100", "baselines.chain-candidates=30", "retrain.steps=40"]
                : [];
        var undisturbed = await Undisturbed.OfAsync(file, longer);
        var search = Path.GetFileNameWithoutExtension(file);
        using var cluster = new ClusterProcesses(postgres ? 2 : 1, gpu: 3, server?.Connection);
        cluster.StartAll();
        await cluster.SubmitAsync(undisturbed.File, [.. longer.SelectMany(setting => new[] { "--set", setting })]);
        using var watch = cluster.Watch(search);
        var random = RandomStream.For(Kills, "cluster-kill-test");
        var killed = new List<string>();
        // A cluster that lost its nodes in twos and threes is worth a test as well: the dead stay so for a while.
        TimeSpan Pause() => TimeSpan.FromSeconds(random.Next(5));
        for (var i = 0; i < Kills && !watch.HasExited; i++)
        {
            // Every phase has its share of the kills; those of a phase that is over fall where the search has got to.
            var phase = phases[i * phases.Length / Kills];
            await cluster.UntilAsync(() => watch.HasExited || watch.HasReached(phase), Pause, Limit);
            var at = DateTime.UtcNow + TimeSpan.FromMilliseconds(random.Next(2000));
            string? victim = null;
            await cluster.UntilAsync(
                () => watch.HasExited || (DateTime.UtcNow >= at && (victim = Kill(cluster, random, control: i % 5 == 2)) is not null),
                Pause,
                Limit
            );
            if (victim is null)
                break;
            killed.Add(victim);
            TestContext.Current.SendDiagnosticMessage($"kill {i}: {victim} after {watch.LastProgress}");
        }
        await cluster.UntilAsync(() => watch.HasExited, Pause, Limit);
        Assert.True(await watch.WaitAsync(TimeSpan.FromSeconds(10)) == 0, $"{watch.Output}\n{watch.Errors}\n{cluster.Errors}");

        Assert.True(killed.Count >= Kills / 2, $"the search was over after {killed.Count} kills");
        Assert.Equal(undisturbed.History, await cluster.QueryAsync("history", search));
        Assert.Equal(undisturbed.Best, await cluster.QueryAsync("best", search));
    }

    /// <summary>
    /// Kills a node, whose device processes end with it, or only the device process of a gpu node, which the node then starts again.
    /// </summary>
    /// <param name="control">A control node, and no other.</param>
    /// <returns>The victim; null: all that may be killed is dead already.</returns>
    private static string? Kill(ClusterProcesses cluster, RandomStream random, bool control)
    {
        var living = cluster.Nodes.Where(node => node.Process is { HasExited: false } && (!control || node.Role == "control")).ToList();
        if (living.Count == 0)
            return null;
        var victim = living[random.Next(living.Count)];
        if (victim.Role == "gpu" && random.Next(2) == 0)
        {
            victim.Process!.KillDevice();
            return $"the device of {victim.Name}";
        }
        victim.Process!.Kill();
        return victim.Name;
    }
}
