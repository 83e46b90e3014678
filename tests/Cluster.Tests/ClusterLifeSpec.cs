using System.Text.Json;
using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>The promises to operators that take a while to show, with real processes.</summary>
public sealed class ClusterLifeSpec
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_all_control_nodes_start_anew_running_searches_go_on_by_themselves_and_paused_ones_rest()
    {
        using var cluster = new ClusterProcesses(control: 1, gpu: 1, postgres: null);
        cluster.StartAll();
        await cluster.SubmitAsync(Small, "--set", "supernet.steps=100000");
        await cluster.SubmitAsync(Small, "--set", "supernet.steps=100000", "--set", "name=other");
        await cluster.NextEventAsync("small", Limit);
        Assert.Equal(0, (await cluster.CommandAsync("pause", "other")).ExitCode);
        var events = cluster.Events("other");
        cluster.Nodes[0].Process!.Kill();
        await cluster.UntilAsync(() => cluster.Nodes[0].Process is { HasExited: false }, () => TimeSpan.Zero, Limit);

        var before = cluster.Events("small");
        await cluster.UntilAsync(() => cluster.Events("small") > before, () => TimeSpan.Zero, Limit);
        Assert.Equal("other suspended; small running", await ListAsync(cluster));
        Assert.Equal(events, cluster.Events("other"));

        // The only device is at work for the first: nothing has come of this one when it is cancelled.
        string[] late = ["--set", "supernet.steps=100000", "--set", "name=late"];
        await cluster.SubmitAsync(Small, late);
        Assert.Equal(2, (await cluster.CommandAsync(["submit", Small, .. late, "--set", "seed=99"])).ExitCode);
        Assert.Equal(0, (await cluster.CommandAsync("cancel", "late")).ExitCode);
        await cluster.SubmitAsync(Small, [.. late, "--set", "seed=99"]);
        Assert.Contains("late running", await ListAsync(cluster), StringComparison.Ordinal);
        Assert.Equal(0, (await cluster.CommandAsync("cancel", "late")).ExitCode);

        Assert.Equal(0, (await cluster.CommandAsync("resume", "other")).ExitCode);
        Assert.Equal(0, (await cluster.CommandAsync("cancel", "small")).ExitCode);
        await cluster.UntilAsync(() => cluster.Events("other") > events + 1, () => TimeSpan.Zero, Limit);
        using var watch = cluster.Watch("small");
        Assert.Equal(1, await watch.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("Cancelled", watch.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_goes_away_and_comes_back_delays_a_search_and_changes_nothing()
    {
        await using var server = await PostgresServer.StartAsync();
        var undisturbed = await Undisturbed.OfAsync();
        using var cluster = new ClusterProcesses(control: 2, gpu: 1, server.Connection);
        cluster.StartAll();
        await cluster.SubmitAsync(undisturbed.File);
        using var watch = cluster.Watch("small");
        foreach (var phase in new[] { "supernet", "search" })
        {
            await watch.ReachAsync(phase);
            await server.StopAsync();
            await Task.Delay(TimeSpan.FromSeconds(8), Cancel);
            await server.StartAgainAsync();
        }

        Assert.True(await watch.WaitAsync(TimeSpan.FromMinutes(4)) == 0, $"{watch.Errors}\n{cluster.Errors}");
        Assert.All(cluster.Nodes, node => Assert.False(node.Process!.HasExited, $"{node.Name} ended\n{cluster.Errors}"));
        Assert.Equal(undisturbed.History, await cluster.QueryAsync("history", "small"));
    }

    [Fact]
    public async Task A_node_that_is_drained_or_told_to_end_leaves_with_its_work_done_or_handed_on()
    {
        var undisturbed = await Undisturbed.OfAsync();
        using var cluster = new ClusterProcesses(control: 1, gpu: 3, postgres: null);
        cluster.StartAll();
        await cluster.SubmitAsync(undisturbed.File);
        using var watch = cluster.Watch("small");
        await watch.ReachAsync("supernet");
        var drained = cluster.Nodes.Single(node => node.Name == "gpu-0").Process!;
        Assert.Equal(0, (await cluster.CommandAsync("node", "drain", "gpu-0")).ExitCode);
        Assert.Equal(0, await drained.WaitAsync(TimeSpan.FromMinutes(1)));
        var told = cluster.Nodes.Single(node => node.Name == "gpu-1").Process!;
        told.Terminate();
        Assert.Equal(0, await told.WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.True(await watch.WaitAsync(TimeSpan.FromMinutes(4)) == 0, $"{watch.Errors}\n{cluster.Errors}");
        Assert.Equal(["control-0", "gpu-2"], (await NodesAsync(cluster)).Select(node => node.GetProperty("name").GetString()).Order());
        Assert.Equal(undisturbed.History, await cluster.QueryAsync("history", "small"));
        var control = cluster.Nodes[0].Process!;
        control.Terminate();
        Assert.Equal(0, await control.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Without_a_shared_directory_the_loss_of_a_machine_with_its_disk_changes_nothing()
    {
        var undisturbed = await Undisturbed.OfAsync();
        using var cluster = new ClusterProcesses(control: 1, gpu: 2, postgres: null, shared: false);
        cluster.StartAll();
        await cluster.SubmitAsync(undisturbed.File);
        using var watch = cluster.Watch("small");
        await watch.ReachAsync("search");
        var lost = cluster.Nodes.Single(node => node.Name == "gpu-0").Process!;
        lost.Kill();
        await lost.WaitAsync(TimeSpan.FromSeconds(20));
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        Directory.Delete(Path.Combine(cluster.Root, "gpu-0"), recursive: true);

        Assert.True(await watch.WaitAsync(TimeSpan.FromMinutes(4)) == 0, $"{watch.Errors}\n{cluster.Errors}");
        Assert.Equal(undisturbed.History, await cluster.QueryAsync("history", "small"));
        Assert.Equal(0, cluster.Events("small", "run-reset"));
        var report = await cluster.RunAsync("report", "--config", cluster.ClusterFile, "--search", "small");
        Assert.True(report.ExitCode == 0 && report.Errors.Length == 0, report.Errors);
    }

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_work_together_and_nobody_else_gets_in()
    {
        using var cluster = new ClusterProcesses(control: 1, gpu: 1, postgres: null);
        await cluster.EncryptAsync();
        cluster.StartAll();
        var (code, output, errors) = await cluster.RunAsync("submit", Small, "--config", cluster.ClusterFile);
        Assert.True(code == 0, $"{output}{errors}\n{cluster.Errors}");
        await cluster.NextEventAsync("small", Limit);

        var foreign = await cluster.MakeCertificatesAsync("foreign");
        string[] stranger =
        [
            "node",
            "--role",
            "gpu",
            "--config",
            cluster.ClusterFile,
            "--name",
            "stranger",
            "--port",
            "0",
            "--dir",
            Path.Combine(cluster.Root, "stranger"),
            "--set",
            "join-within=8",
            "--set",
            $"tls.certificate=\"{foreign}/node.pfx\"",
            "--set",
            $"tls.authority=\"{foreign}/authority.pem\"",
        ];
        (code, _, errors) = await cluster.RunAsync(stranger);
        Assert.True(code == 2, errors);
        Assert.Contains("could not join", errors, StringComparison.Ordinal);
        (code, _, errors) = await cluster.RunAsync([.. stranger[..^1], $"tls.authority=\"{cluster.Root}/certificates/authority.pem\""]);
        Assert.True(code == 2, errors);
        Assert.Contains("was not made by", errors, StringComparison.Ordinal);
        (code, _, errors) = await cluster.CommandAsync("node", "health");
        Assert.True(code == 2, errors);
    }

    [Fact]
    public async Task Mistakes_with_nodes_and_clusters_are_named_in_a_sentence()
    {
        using var directory = new SearchDirectory();
        await RefusedAsync("--role dashboard", "node", "--role", "dashboard");
        await RefusedAsync("gpu node joins", "node", "--role", "gpu");
        await RefusedAsync("host:port", "node", "--join", "nowhere");
        await RefusedAsync("journal.kind", "node", "--journal", "postgress");
        await RefusedAsync("connection string", "node", "--journal", "postgres", "--port", "0");
        await RefusedAsync("could not join", "node", "--join", "127.0.0.1:1", "--port", "0", "--set", "join-within=5");
        await RefusedAsync("insecure", "node", "--host", "0.0.0.0");
        await RefusedAsync("--cluster", "list");
        await RefusedAsync("127.0.0.1:1", "node", "health", "--cluster", "127.0.0.1:1");

        async Task RefusedAsync(string named, params string[] arguments)
        {
            var (code, output, errors) = await LangevinProcess.RunAsync(directory.WorkingDirectory, arguments);
            Assert.True(code == 2, $"{string.Join(' ', arguments)}: exit {code}: {errors}");
            Assert.Contains(named, errors, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
            Assert.Equal("", output);
        }
    }

    private static string Small => Path.Combine(TestData.Repository, "tests", "Cluster.Tests", SearchDirectory.StNas);

    private static async Task<IEnumerable<JsonElement>> NodesAsync(ClusterProcesses cluster) =>
        JsonDocument.Parse((await cluster.CommandAsync("node", "list", "--json")).Output).RootElement.EnumerateArray();

    private static async Task<string> ListAsync(ClusterProcesses cluster)
    {
        // A control node that has just started may say that it cannot answer yet.
        var said = await cluster.CommandAsync("list", "--json");
        for (var tries = 1; said.ExitCode != 0 && tries < 5; tries++)
            said = await cluster.CommandAsync("list", "--json");
        Assert.True(said.ExitCode == 0, said.Errors);
        var list = JsonDocument.Parse(said.Output).RootElement.EnumerateArray();
        return string.Join("; ", list.Select(search => $"{search.GetProperty("searchId")} {search.GetProperty("status")}"));
    }
}
