using System.Diagnostics;
using Cluster.Tests.Processes;

namespace Cluster.Tests;

/// <summary>A user's doings to a running search, short of killing it, and a disk that does not keep what it was given.</summary>
public sealed class InterruptSpec
{
    private static readonly string[] TwoDevices = ["--set", "devices.count=2"];

    /// <summary>One search bears it all, and a second process on its directory too.</summary>
    [Fact]
    public async Task Ctrl_C_in_any_phase_damaged_checkpoints_another_place_on_the_disk_and_two_devices_leave_the_history_as_it_was()
    {
        var undisturbed = await Undisturbed.OfAsync();
        using var directory = new SearchDirectory();
        using (var run = directory.StartRun())
            await InterruptAsync(run, "supernet");

        directory.Move();
        using (var run = directory.StartRun(TwoDevices))
        {
            await run.ReachAsync("supernet");
            await IsRefusedASecondTimeAsync(directory);
            Assert.False(run.HasExited, run.Errors);
            await InterruptAsync(run, "search");
        }
        Damage(directory);
        using (var run = directory.StartRun(TwoDevices))
        {
            await InterruptAsync(run, "retrain");
            Assert.Contains("supernet: 0 of", run.Errors, StringComparison.Ordinal);
        }

        var (code, _, errors) = await directory.RunAsync(TwoDevices);
        Assert.True(code == 0, errors);
        Assert.Equal(undisturbed.History, await directory.HistoryAsync());
    }

    /// <summary>Ctrl-C saves and ends with 130 within five seconds.</summary>
    private static async Task InterruptAsync(LangevinProcess run, string phase)
    {
        await run.ReachAsync(phase);
        var devices = run.Devices();
        var clock = Stopwatch.StartNew();
        run.Interrupt();
        var code = await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(code == 130, $"{phase}: exit {code}\n{run.Errors}");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{phase}: took {clock.Elapsed}");
        Assert.NotEmpty(devices);
        Assert.All(devices, device => Assert.False(LangevinProcess.IsAlive(device), "a device process is left"));
    }

    private static async Task IsRefusedASecondTimeAsync(SearchDirectory directory)
    {
        var (code, _, errors) = await directory.RunAsync(TwoDevices);
        Assert.Equal(2, code);
        Assert.Contains(directory.Path, errors, StringComparison.Ordinal);
    }

    /// <summary>A bit of every blob that may hold weights.</summary>
    private static void Damage(SearchDirectory directory)
    {
        var blobs = Directory
            .GetFiles(Path.Combine(directory.Path, "blobs"), "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length > 100_000)
            .ToList();
        Assert.NotEmpty(blobs);
        foreach (var blob in blobs)
        {
            using var file = File.Open(blob, FileMode.Open, FileAccess.ReadWrite);
            file.Seek(-100, SeekOrigin.End);
            var old = file.ReadByte();
            file.Seek(-100, SeekOrigin.End);
            file.WriteByte((byte)(old ^ 0xff));
        }
    }
}
