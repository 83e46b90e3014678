using System.Text.RegularExpressions;
using Cluster.Tests.Processes;
using Nas.Model.Spaces.Topology;
using Testing;

namespace Cluster.Tests;

/// <summary>A plug-in's space of topologies on real processes: device processes open it as well.</summary>
public sealed class PluginSpaceSpec : IDisposable
{
    private readonly string _plugins = Directory.CreateTempSubdirectory("langevin-plugins-").FullName;

    public void Dispose() => Directory.Delete(_plugins, recursive: true);

    [Fact]
    public async Task A_copy_of_the_preset_whose_search_is_killed_has_the_history_of_the_preset_undisturbed()
    {
        MadePlugin.WriteTopology(_plugins, "Copy", "copied-fashion", nameof(TopologyPresets.Fashion));
        var undisturbed = await Undisturbed.OfAsync();
        using var killed = new SearchDirectory(SearchDirectory.StNas, "space={ preset = null, plugin = copied-fashion }", $"plugins.directory=\"{_plugins}\"");
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

    /// <summary>All but the names of the settings and of files with weights, in both of which the space's name is.</summary>
    private static string Work(string history) => Regex.Replace(history, "\"(settings|weights)\":\"[0-9a-f]{64}\"", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
}
