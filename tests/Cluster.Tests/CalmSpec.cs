using System.Globalization;
using System.Text.Json;
using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>Nobody dies, and nobody is taken for dead, however hard the machine works: <c>tests/soak.sh calm 30</c>, minutes.</summary>
[Collection(typeof(Alone))]
public sealed class CalmSpec
{
    private static readonly string[] Searches = ["first", "second", "third"];

    [Fact]
    public async Task Under_full_training_load_no_node_and_no_device_is_given_up()
    {
        var minutes = Environment.GetEnvironmentVariable("LANGEVIN_CALM_MINUTES");
        Assert.SkipUnless(minutes is not null, "takes half an hour: tests/soak.sh calm 30");
        await using var server = await PostgresServer.StartAsync();
        using var cluster = new ClusterProcesses(control: 2, gpu: 3, server.Connection);
        cluster.StartAll();
        var file = Path.Combine(TestData.Repository, "tests", "Cluster.Tests", SearchDirectory.StNas);
        foreach (var search in Searches)
            await cluster.SubmitAsync(
                file,
                "--set",
                $"name={search}",
                "--set",
                "supernet.steps=100000000",
                "--set",
                "supernet.checkpoint-every=100"
            );
        foreach (var search in Searches)
            await cluster.NextEventAsync(search, TimeSpan.FromMinutes(3));

        var longest = TimeSpan.Zero;
        var before = Searches.ToDictionary(search => search, search => cluster.Events(search));
        for (var end = DateTime.UtcNow + TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)); DateTime.UtcNow < end; )
        {
            var silence = await cluster.NextEventAsync(Searches[0], TimeSpan.FromMinutes(3));
            if (silence > longest)
                longest = silence;
            Assert.All(cluster.Nodes, node => Assert.False(node.Process!.HasExited, $"{node.Name} ended\n{cluster.Errors}"));
        }

        var nodes = JsonDocument.Parse((await cluster.CommandAsync("node", "list", "--json")).Output).RootElement.EnumerateArray();
        Assert.Equal(5, nodes.Count(node => node.GetProperty("status").GetString() == "up"));
        foreach (var search in Searches)
        {
            TestContext.Current.SendDiagnosticMessage(
                $"{search}: {cluster.Events(search)} events; the longest silence of the first was {longest.TotalSeconds:0.0} s"
            );
            Assert.Equal(0, cluster.Events(search, "attempt-failed/%"));
            Assert.True(cluster.Events(search) > before[search]);
        }
    }
}
