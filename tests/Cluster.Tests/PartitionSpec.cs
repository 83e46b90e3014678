using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>A network that falls apart and heals, with real processes in network namespaces.</summary>
public sealed class PartitionSpec
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Two control nodes with PostgreSQL, which both sides still reach: the database says who goes on.</summary>
    [Fact]
    public async Task Of_two_equal_sides_one_goes_on_and_the_other_ends_and_the_healed_cluster_has_one_history()
    {
        await using var machines = await NetworkNamespaces.CreateAsync(4);
        Assert.SkipWhen(machines is null, "network namespaces are not permitted here (needs root and ip)");
        await using var server = await PostgresServer.StartAsync(NetworkNamespaces.Bridge);
        // Long enough in the phase that the partition falls into, and short behind it.
        string[] settings =
        [
            "supernet.steps=600",
            "langevin.samples=1",
            "strategy.candidates=8",
            "baselines.chain-candidates=0",
            "retrain.steps=10",
        ];
        var undisturbed = await Undisturbed.OfAsync(SearchDirectory.StNas, settings);
        using var cluster = new ClusterProcesses(control: 2, gpu: 2, server.Connection, machines: machines);
        cluster.StartAll();
        await cluster.SubmitAsync(undisturbed.File, [.. settings.SelectMany(setting => new[] { "--set", setting })]);
        await cluster.NextEventAsync("small", Limit);
        using var watch = cluster.Watch("small");

        int[] side = [0, 2],
            other = [1, 3];
        Assert.True(await machines.CutAsync(side, other));
        await EndedAsync(cluster, control: 1);
        var ended = cluster.Nodes.Take(2).Single(node => node.Process!.HasExited);
        Assert.Equal(1, await ended.Process!.WaitAsync(Limit));
        Assert.Contains("partition", ended.Process.Errors, StringComparison.Ordinal);
        await cluster.NextEventAsync("small", Limit);
        Assert.True(await machines.HealAsync(side, other));

        await cluster.UntilAsync(() => watch.HasExited, () => TimeSpan.Zero, Limit);
        Assert.True(await watch.WaitAsync(Limit) == 0, $"{watch.Errors}\n{cluster.Errors}");
        Assert.Equal(undisturbed.History, await cluster.QueryAsync("history", "small"));
    }

    private static async Task EndedAsync(ClusterProcesses cluster, int control)
    {
        for (
            var limit = DateTime.UtcNow + Limit;
            cluster.Nodes.Count(node => node.Role == "control" && node.Process!.HasExited) != control;

        )
        {
            Assert.True(DateTime.UtcNow < limit, $"no side ended\n{cluster.Errors}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
