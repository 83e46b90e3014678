using System.Diagnostics;
using Cluster.Tests.Processes;
using Nas.Model.Randomness;

namespace Cluster.Tests;

/// <summary>
/// Promises 1 to 3 of the architecture, held on real processes: kill what you like, when you like; the answer does not change.
/// </summary>
public sealed class KillSpec
{
    /// <summary>Whether the long form is asked for: <c>tests/soak.sh</c>.</summary>
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LANGEVIN_SOAK") is not null;

    [Theory]
    [InlineData(SearchDirectory.StNas, "supernet", "samples", "search", "chain-search", "retrain")]
    [InlineData(
        SearchDirectory.CrNas,
        "stage-supernet",
        "stage-samples",
        "stage-search",
        "operation-supernet",
        "operation-search",
        "final"
    )]
    public Task Kills_of_either_process_or_both_leave_history_and_winner_as_they_were(string file, params string[] phases) =>
        HoldAsync(file, IsLong ? 20 : 2 * phases.Length, phases);

    /// <param name="phases">Each has its share of the kills.</param>
    /// <param name="settings">Settings in place of those of the file.</param>
    internal static async Task HoldAsync(string file, int kills, string[] phases, params string[] settings)
    {
        var undisturbed = await Undisturbed.OfAsync(file, settings);
        Assert.Contains("\"winner\"", undisturbed.History);

        using var killed = new SearchDirectory(file, settings);
        var random = RandomStream.For(20, "kill-test");
        var hit = new HashSet<string>();
        var ends = new List<Task>();
        var run = killed.StartRun();
        try
        {
            for (var i = 0; i < kills; i++)
            {
                // Every phase has its share of the kills, the first at its very beginning: a short one cannot slip through between two
                // kills.
                var phase = phases[i * phases.Length / kills];
                var isFirst = i == 0 || phase != phases[(i - 1) * phases.Length / kills];
                await run.ReachAsync(phase);
                await run.StayInAsync(phase, TimeSpan.FromMilliseconds(isFirst ? 0 : random.Next(1500)));
                var what = (Victim)random.Next(3);
                hit.UnionWith(phases.Where(run.IsIn));
                TestContext.Current.SendDiagnosticMessage($"kill {i}: {what} after {run.LastProgress}");
                if (what != Victim.Control)
                    run.KillDevice();
                if (what == Victim.Device)
                    continue;
                var devices = run.Devices();
                run.Kill();
                ends.Add(EndAsync(devices));
                await run.WaitAsync(TimeSpan.FromSeconds(10));
                run.Dispose();
                run = killed.StartRun();
            }
            await Task.WhenAll(ends);
            Assert.True(await run.WaitAsync(TimeSpan.FromMinutes(5)) == 0, run.Errors);
        }
        finally
        {
            run.Dispose();
        }

        Assert.Equal(phases.Order(), hit.Order());
        Assert.Equal(undisturbed.History, await killed.HistoryAsync());
        var (_, again, _) = await killed.RunAsync();
        Assert.Equal(undisturbed.Said, again.Replace(killed.Path, "", StringComparison.Ordinal));
    }

    /// <summary>A device process ends with the control process that started it.</summary>
    private static async Task EndAsync(IReadOnlyList<int> devices)
    {
        for (var clock = Stopwatch.StartNew(); devices.Any(LangevinProcess.IsAlive); await Task.Delay(20))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "a device process outlives its control process");
        }
    }

    private enum Victim
    {
        Device = 0,
        Control = 1,
        Both = 2,
    }
}
