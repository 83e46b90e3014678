using Cluster.Tests.Processes;

namespace Cluster.Tests;

/// <summary>A fork on real processes: what it inherits is not done again, and it survives kills and the loss of its origin.</summary>
public sealed class ForkSpec
{
    [Fact]
    public async Task A_fork_killed_in_its_search_whose_origin_is_gone_has_the_history_of_the_undisturbed_fork()
    {
        using var origin = new SearchDirectory();
        var (code, _, errors) = await origin.RunAsync(
            "--set",
            "supernet.steps=20",
            "--set",
            "langevin.samples=1",
            "--set",
            "strategy.candidates=12",
            "--set",
            "baselines.chain-candidates=0",
            "--set",
            "baselines.random=false",
            "--set",
            "retrain.steps=5"
        );
        Assert.True(code == 0, errors);
        string[] changes =
        [
            "--at",
            "6",
            "--set",
            "strategy.name=random",
            "--set",
            "strategy.candidates=24",
            "--set",
            "devices.reuse-scores=false",
        ];
        var (calm, killed) = (Path.Combine(origin.WorkingDirectory, "calm"), Path.Combine(origin.WorkingDirectory, "killed"));
        foreach (var directory in new[] { calm, killed })
        {
            var fork = await LangevinProcess.RunAsync(origin.WorkingDirectory, ["fork", origin.Path, "--dir", directory, .. changes]);
            Assert.True(fork.ExitCode == 0, fork.Errors);
        }
        Directory.Delete(origin.Path, recursive: true);

        using (var run = Start(origin, calm))
        {
            Assert.True(await run.WaitAsync(TimeSpan.FromMinutes(2)) == 0, run.Errors);
            Assert.DoesNotContain("supernet: loss", run.Errors, StringComparison.Ordinal);
        }
        using (var run = Start(origin, killed))
        {
            await run.ReachAsync("search");
            run.KillDevice();
            await run.StayInAsync("search", TimeSpan.FromMilliseconds(300));
            run.Kill();
            await run.WaitAsync(TimeSpan.FromSeconds(10));
        }
        using (var run = Start(origin, killed))
            Assert.True(await run.WaitAsync(TimeSpan.FromMinutes(2)) == 0, run.Errors);

        var expected = await HistoryAsync(origin, calm);
        Assert.Contains("\"kind\":\"fork\"", expected);
        Assert.Equal(expected, await HistoryAsync(origin, killed));
    }

    private static LangevinProcess Start(SearchDirectory origin, string directory) =>
        LangevinProcess.Start(origin.WorkingDirectory, "run", Path.Combine(directory, "request.json"), "--dir", directory);

    private static async Task<string> HistoryAsync(SearchDirectory origin, string directory)
    {
        var (code, output, errors) = await LangevinProcess.RunAsync(origin.WorkingDirectory, "history", directory, "--json");
        Assert.True(code == 0, errors);
        return output;
    }
}
