using System.Diagnostics;
using Cluster.Tests.Processes;

namespace Cluster.Tests;

/// <summary>What a user does to a running search, short of killing it.</summary>
public sealed class InterruptSpec
{
    [Theory]
    [InlineData("supernet")]
    [InlineData("search")]
    [InlineData("retrain")]
    public async Task Ctrl_C_saves_and_ends_with_130_within_five_seconds_and_the_same_line_goes_on(string phase)
    {
        using var directory = new SearchDirectory();
        using var run = directory.StartRun();
        await run.ReachAsync(phase);
        var devices = run.Devices();
        var clock = Stopwatch.StartNew();
        run.Interrupt();
        var code = await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(code == 130, $"exit {code}\n{run.Errors}");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
        Assert.All(devices, device => Assert.False(LangevinProcess.IsAlive(device), "a device process is left"));

        var (again, _, errors) = await directory.RunAsync();
        Assert.True(again == 0, errors);
    }

    [Fact]
    public async Task A_device_process_ends_with_the_control_process_that_started_it()
    {
        using var directory = new SearchDirectory();
        using var run = directory.StartRun();
        await run.ReachAsync("supernet");
        var devices = run.Devices();
        Assert.NotEmpty(devices);
        run.Kill();
        await run.WaitAsync(TimeSpan.FromSeconds(10));
        for (var clock = Stopwatch.StartNew(); devices.Any(LangevinProcess.IsAlive);)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "a device process outlives its control process");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_told_so_and_changes_nothing()
    {
        using var directory = new SearchDirectory();
        using var first = directory.StartRun();
        await first.ReachAsync("supernet");
        var (code, _, errors) = await directory.RunAsync();
        Assert.Equal(2, code);
        Assert.Contains(directory.Path, errors, StringComparison.Ordinal);
        Assert.False(first.HasExited);
        Assert.Equal(0, await first.WaitAsync(TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_not_used_and_the_history_stays_the_same()
    {
        var undisturbed = await Undisturbed.OfAsync();

        using var directory = new SearchDirectory();
        using (var run = directory.StartRun())
        {
            await run.ReachAsync("samples");
            run.Kill();
            await run.WaitAsync(TimeSpan.FromSeconds(10));
        }
        var blobs = Directory.GetFiles(Path.Combine(directory.Path, "blobs"), "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length > 100_000).ToList();
        Assert.NotEmpty(blobs);
        foreach (var blob in blobs)
        {
            using var file = File.Open(blob, FileMode.Open, FileAccess.ReadWrite);
            file.Seek(-100, SeekOrigin.End);
            var old = file.ReadByte();
            file.Seek(-100, SeekOrigin.End);
            file.WriteByte((byte)(old ^ 0xff));
        }

        var (code, _, errors) = await directory.RunAsync();
        Assert.True(code == 0, errors);
        Assert.Equal(undisturbed.History, await directory.HistoryAsync());
    }
}
