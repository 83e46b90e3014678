using System.Text.RegularExpressions;
using Cluster.Tests.Processes;
using Nas.Model.Spaces.Topology;
using Testing;

namespace Cluster.Tests;

/// <summary>
/// Plug-ins on real processes, which are killed: spaces of topologies, which device processes open as well, and phases that train.
/// </summary>
public sealed class PluginSpec : IDisposable
{
    private readonly string _plugins = Directory.CreateTempSubdirectory("langevin-plugins-").FullName;

    public void Dispose() => Directory.Delete(_plugins, recursive: true);

    [Fact]
    public async Task A_copy_of_the_preset_whose_search_is_killed_has_the_history_of_the_preset_undisturbed()
    {
        MadePlugin.WriteTopology(_plugins, "Copy", "copied-fashion", nameof(TopologyPresets.Fashion));
        var undisturbed = await Undisturbed.OfAsync();
        using var killed = new SearchDirectory(
            SearchDirectory.StNas,
            "space={ preset = null, plugin = copied-fashion }",
            $"plugins.directory=\"{_plugins}\""
        );
        using (var run = killed.StartRun())
        {
            await run.ReachAsync("search");
            run.KillDevice();
            run.Kill();
            await run.WaitAsync(TimeSpan.FromSeconds(30));
        }

        var (code, said, errors) = await killed.RunAsync();

        Assert.True(code == 0, errors);
        Assert.Equal(Work(undisturbed.History), Work(await killed.HistoryAsync()));
        Assert.Equal(undisturbed.Said, said.Replace(killed.Path, "", StringComparison.Ordinal));
    }

    /// <summary>
    /// A search's phases of plug-ins: shared weights that learn on and are sampled again, candidates that they score, networks that are
    /// tried out, and the one that is chosen.
    /// </summary>
    [Theory]
    [InlineData(
        "../../samples/finalists.conf",
        new[] { "resample", "try-out", "choose" },
        new[]
        {
            "supernet.steps=20",
            "langevin.samples=2",
            "proxy.images=100",
            "strategy.candidates=12",
            "retrain.steps=10",
            "devices.count=1",
            """
                phases=[
                  { plugin = shrink, options { best = 4, steps = 10 } }, { plugin = resample },
                  { plugin = refine, options { best = 4, candidates = 6, strategy = random, weights = resample } },
                  { plugin = try-out, options { best = 2, steps = 20 } }, { plugin = choose }]
                """,
        }
    )]
    [InlineData(
        SearchDirectory.CrNas,
        new[] { "shrink", "refine", "stage-try" },
        new[]
        {
            "stage-supernet.steps=10",
            "operation-supernet.steps=10",
            "final.steps=5",
            "operation-search={ name = random, candidates = 6 }",
            """
                phases=[
                  { plugin = shrink, after = stage-search, options { best = 3, steps = 10 } }, { plugin = resample, after = stage-search },
                  { plugin = refine, after = stage-search, options { best = 3, candidates = 4, weights = resample, strategy = random } },
                  { plugin = try-out, name = stage-try, after = stage-search, options { best = 2, steps = 5 } },
                  { plugin = try-out, options { best = 2, steps = 5 } }, { plugin = choose }]
                """,
        }
    )]
    public Task Kills_in_phases_that_train_change_nothing(string file, string[] phases, string[] settings) =>
        KillSpec.HoldAsync(
            file,
            phases.Length,
            phases,
            [.. settings, $"plugins.directory=\"{Path.Combine(TestData.Repository, "artifacts", "bin", "SecondLook", "release")}\""]
        );

    /// <summary>All but the names of the settings and of files with weights, in both of which the space's name is.</summary>
    private static string Work(string history) =>
        Regex.Replace(history, "\"(settings|weights)\":\"[0-9a-f]{64}\"", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
}
