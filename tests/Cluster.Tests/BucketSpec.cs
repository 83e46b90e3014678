using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>A cluster whose nodes share a bucket and no directory, with real processes.</summary>
public sealed class BucketSpec
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task With_a_bucket_that_goes_away_and_comes_back_and_a_machine_that_is_lost_with_its_disk_a_search_ends_as_if_nothing_had_been()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LANGEVIN_LONG") is not null, "takes a minute: tests/soak.sh bucket");
        S3Server.LetIn();
        var undisturbed = await Undisturbed.OfAsync();
        using var server = new S3Server();
        using var cluster = new ClusterProcesses(control: 1, gpu: 2, postgres: null, shared: false);
        cluster.Set($"s3 {{ bucket = {S3Server.Bucket}, prefix = nas, endpoint = \"{server.Endpoint}\" }}");
        cluster.StartAll();
        await cluster.SubmitAsync(undisturbed.File);
        using var watch = cluster.Watch("small");
        await watch.ReachAsync("supernet");
        server.Faults = _ => S3Server.Fault.Away;
        await cluster.UntilAsync(() => LogsOf(cluster).Contains("SlowDown", StringComparison.Ordinal), () => TimeSpan.Zero, Limit);
        server.Faults = _ => null;
        await watch.ReachAsync("search");
        var lost = cluster.Nodes.Single(node => node.Name == "gpu-0").Process!;
        lost.Kill();
        await lost.WaitAsync(TimeSpan.FromSeconds(20));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Directory.Delete(Path.Combine(cluster.Root, "gpu-0"), recursive: true);

        Assert.True(await watch.WaitAsync(Limit) == 0, $"{watch.Errors}\n{cluster.Errors}");
        Assert.Equal(undisturbed.History, await cluster.QueryAsync("history", "small"));
        Assert.Equal(0, cluster.Events("small", "run-reset"));
        Assert.All(server.Objects.Keys, key => Assert.StartsWith("nas/small/", key, StringComparison.Ordinal));
        var verified = await cluster.RunAsync("journal", "verify", "--config", cluster.ClusterFile, "--search", "small");
        Assert.True(verified.ExitCode == 0, verified.Output);
        Directory.Delete(Path.Combine(cluster.Root, "control-0", "cache"), recursive: true);
        var report = await cluster.RunAsync("report", "--config", cluster.ClusterFile, "--search", "small");
        Assert.True(report.ExitCode == 0 && report.Errors.Length == 0, report.Errors);
        foreach (var stored in server.Objects)
            server.Objects[stored.Key] = stored.Value with { Bytes = [1] };
        verified = await cluster.RunAsync("journal", "verify", "--config", cluster.ClusterFile, "--search", "small");
        Assert.True(verified.ExitCode == 1, verified.Output);
        Assert.Contains("is damaged", verified.Output, StringComparison.Ordinal);
    }

    private static string LogsOf(ClusterProcesses cluster) =>
        string.Concat(Directory.GetFiles(cluster.Root, "*.jsonl", SearchOption.AllDirectories).Select(File.ReadAllText));

    [Fact]
    public async Task A_node_whose_bucket_cannot_be_used_says_why_in_a_sentence()
    {
        S3Server.LetIn();
        using var server = new S3Server();
        using var directory = new SearchDirectory();
        await RefusedAsync(
            "s3.endpoint: http://127.0.0.1:1 cannot be reached",
            $"s3 {{ bucket = {S3Server.Bucket}, endpoint = \"http://127.0.0.1:1\" }}"
        );
        await RefusedAsync("s3.bucket: there is no bucket 'other'", $"s3 {{ bucket = other, endpoint = \"{server.Endpoint}\" }}");
        server.Faults = _ => new S3Server.Fault(403, "AccessDenied");
        await RefusedAsync(
            "(AccessDenied): give the environment",
            $"s3 {{ bucket = {S3Server.Bucket}, endpoint = \"{server.Endpoint}\" }}"
        );

        async Task RefusedAsync(string named, string setting)
        {
            var (code, output, errors) = await LangevinProcess.RunAsync(
                directory.WorkingDirectory,
                ["node", "--port", "0", "--set", setting]
            );
            Assert.True(code == 2, $"exit {code}: {errors}");
            Assert.Contains(named, errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
            Assert.Equal("", output);
        }
    }
}
