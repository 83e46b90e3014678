using System.Text.Json;
using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>The promises to operators that show within seconds, with real processes.</summary>
[Collection(typeof(Alone))]
public sealed class ClusterSpec
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Each is a process, which takes its time from those that it asks about.</summary>
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Two control nodes leave it to the database who goes on; of three, the other two are a majority.</summary>
    [Theory]
    [InlineData(2, "database")]
    [InlineData(3, "majority")]
    public async Task After_the_death_of_the_active_control_node_there_is_progress_again_within_twenty_seconds(
        int control,
        string splitBrain
    )
    {
        await using var server = await PostgresServer.StartAsync();
        using var cluster = new ClusterProcesses(control, gpu: 1, server.Connection);
        cluster.Set($"split-brain = {splitBrain}");
        // Alone at first: the search, and everything that there is once in a cluster, live on it.
        cluster.Start(cluster.Nodes[0]);
        cluster.Start(cluster.Nodes[control]);
        await cluster.SubmitAsync(Small, "--set", "supernet.steps=100000");
        await cluster.NextEventAsync("small", Limit);
        foreach (var other in cluster.Nodes.Take(control).Skip(1))
            cluster.Start(other);
        while (
            (await NodesAsync(cluster)).Count(node =>
                node.GetProperty("role").GetString() == "control" && node.GetProperty("status").GetString() == "up"
            ) < control
        )
        {
            await Task.Delay(BetweenQuestions, Cancel);
        }
        cluster.Nodes[0].Process!.Kill();

        var away = await cluster.SilenceAsync("small", TimeSpan.FromSeconds(4), within: TimeSpan.FromSeconds(25));
        TestContext.Current.SendDiagnosticMessage($"progress again after {away.TotalSeconds:0.0} s");
        Assert.True(away > TimeSpan.FromSeconds(4), "the search did not live on the node that was killed");
        Assert.True(away < TimeSpan.FromSeconds(20), $"took {away}");
    }

    [Fact]
    public async Task After_the_death_of_a_device_process_or_the_silence_of_a_machine_its_work_runs_elsewhere_within_ten_seconds()
    {
        using var cluster = new ClusterProcesses(control: 1, gpu: 2, postgres: null);
        cluster.StartAll();
        await cluster.SubmitAsync(Small, "--set", "supernet.steps=100000");
        await cluster.NextEventAsync("small", Limit);
        (await BusyAsync(cluster)).KillDevice();

        var away = await cluster.NextEventAsync("small", Limit);
        TestContext.Current.SendDiagnosticMessage($"progress again after {away.TotalSeconds:0.0} s");
        Assert.True(away < TimeSpan.FromSeconds(10), $"took {away}");

        while ((await NodesAsync(cluster)).Sum(node => node.GetProperty("devices").GetInt32()) < 2)
            await Task.Delay(BetweenQuestions, Cancel);
        (await BusyAsync(cluster)).Freeze();

        away = await cluster.SilenceAsync("small", TimeSpan.FromSeconds(3), within: TimeSpan.FromSeconds(15));
        TestContext.Current.SendDiagnosticMessage($"progress again after {away.TotalSeconds:0.0} s");
        Assert.True(away > TimeSpan.FromSeconds(3), "nothing of the search ran on the machine that fell silent");
        Assert.True(away < TimeSpan.FromSeconds(10), $"took {away}");
    }

    [Fact]
    public async Task What_a_machine_brings_after_its_work_was_done_elsewhere_is_rejected_and_seen_to_be()
    {
        string[] few = ["strategy.candidates=8", "langevin.samples=1", "baselines.chain-candidates=0", "proxy.recalibration-batches=100"];
        var undisturbed = await Undisturbed.OfAsync(SearchDirectory.StNas, few);
        using var cluster = new ClusterProcesses(control: 1, gpu: 2, postgres: null);
        cluster.Set("device-silence = 2");
        cluster.StartAll();
        await cluster.SubmitAsync(undisturbed.File, [.. few.SelectMany(setting => new[] { "--set", setting })]);
        using var watch = cluster.Watch("small");
        var silent = cluster.Nodes[1].Process!;
        await cluster.UntilAsync(() => cluster.Events("small", "evaluation-recorded") > 0, () => TimeSpan.Zero, Limit);
        silent.Freeze();
        await cluster.UntilAsync(() => watch.HasExited || cluster.Events("small", "attempt-failed") > 0, () => TimeSpan.Zero, Limit);
        // The other device ends what it is at, and takes what has waited longest.
        var scored = cluster.Events("small", "evaluation-recorded") + 2;
        await cluster.UntilAsync(() => cluster.Events("small", "evaluation-recorded") >= scored, () => TimeSpan.Zero, Limit);
        silent.Thaw();

        await cluster.UntilAsync(() => watch.HasExited, () => TimeSpan.Zero, Limit);
        Assert.True(await watch.WaitAsync(Limit) == 0, $"{watch.Errors}\n{cluster.Errors}");
        Assert.Equal(1, cluster.Events("small", "late-result-rejected"));
        Assert.Equal(undisturbed.History, await cluster.QueryAsync("history", "small"));
    }

    /// <summary>The node at whose device the search is.</summary>
    private static async Task<LangevinProcess> BusyAsync(ClusterProcesses cluster)
    {
        var busy = (await NodesAsync(cluster)).Single(node => node.GetProperty("busy").GetInt32() == 1).GetProperty("name").GetString();
        return cluster.Nodes.Single(node => node.Name == busy).Process!;
    }

    private static string Small => Path.Combine(TestData.Repository, "tests", "Cluster.Tests", SearchDirectory.StNas);

    private static async Task<IEnumerable<JsonElement>> NodesAsync(ClusterProcesses cluster) =>
        JsonDocument.Parse((await cluster.CommandAsync("node", "list", "--json")).Output).RootElement.EnumerateArray();
}
