using Cluster.Tests.Processes;

namespace Cluster.Tests;

/// <summary>A user's mistake: one clear sentence, the right exit code, nothing started, nothing written.</summary>
public sealed class MistakeSpec
{
    [Theory]
    [InlineData("supernet.stepz=5", 2, "supernet.steps")]
    [InlineData("supernet.steps=many", 2, "supernet.steps")]
    [InlineData("supernet.steps=0", 2, "supernet.steps")]
    [InlineData("strategy.name=evolutoin", 2, "evolution")]
    [InlineData("space.preset=st-nas-fashon", 2, "st-nas-fashion")]
    [InlineData("constraint.madds=[1k, 2k]", 3, "MAdds")]
    [InlineData("data.name=fashion-mnits", 2, "fashion-mnist")]
    [InlineData("data.validation=999999", 2, "data.validation")]
    public async Task A_mistake_in_the_search_file_is_named(string set, int expected, string named)
    {
        using var directory = new SearchDirectory();
        var (code, output, errors) = await directory.RunAsync("--set", set);
        Assert.True(code == expected, $"exit {code}: {errors}");
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.False(Directory.Exists(directory.Path), "something was written");
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named()
    {
        using var directory = new SearchDirectory();
        var (code, _, errors) = await LangevinProcess.RunAsync(
            directory.WorkingDirectory,
            "run",
            directory.File,
            "--dir",
            "/proc/langevin"
        );
        Assert.Equal(2, code);
        Assert.Contains("/proc/langevin", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_of_another_search_is_left_alone_and_the_difference_named()
    {
        using var directory = new SearchDirectory(SearchDirectory.StNas, SearchDirectory.Least);
        Assert.Equal(0, (await directory.RunAsync("--set", "strategy.candidates=4")).ExitCode);
        var before = await directory.HistoryAsync();
        var (code, _, errors) = await directory.RunAsync("--set", "strategy.candidates=5");
        Assert.Equal(2, code);
        Assert.Contains("strategy.candidates", errors, StringComparison.Ordinal);
        Assert.Equal(before, await directory.HistoryAsync());
    }

    [Fact]
    public async Task A_truncated_data_file_is_named()
    {
        using var directory = new SearchDirectory();
        var data = Directory.CreateDirectory(Path.Combine(directory.WorkingDirectory, "cifar")).FullName;
        for (var i = 1; i <= 5; i++)
            await File.WriteAllBytesAsync(
                Path.Combine(data, $"data_batch_{i}.bin"),
                new byte[3073 * 40],
                TestContext.Current.CancellationToken
            );
        await File.WriteAllBytesAsync(
            Path.Combine(data, "test_batch.bin"),
            new byte[(3073 * 40) - 7],
            TestContext.Current.CancellationToken
        );
        var (code, _, errors) = await directory.RunAsync(
            "--set",
            "data.name=cifar10",
            "--set",
            $"data.root={data}",
            "--set",
            "space.preset=st-nas-cifar",
            "--set",
            "data.validation=50",
            "--set",
            "constraint.madds=[30M, 60M]"
        );
        Assert.True(code == 2, errors);
        Assert.Contains("test_batch.bin", errors, StringComparison.Ordinal);
    }

    /// <summary>An image that no look before the start has come upon, among many.</summary>
    [Fact]
    public async Task Data_that_a_device_cannot_read_are_exit_code_2_and_the_search_that_has_nothing_to_show_takes_other_settings()
    {
        const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        using var directory = new SearchDirectory();
        var images = Path.Combine(directory.WorkingDirectory, "images");
        foreach (var name in Enumerable.Range(0, 80).Select(i => $"train/{(i < 40 ? "a" : "b")}/{i:00}.png").Append("test/a/x.png"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(images, name))!);
            await File.WriteAllBytesAsync(
                Path.Combine(images, name),
                Convert.FromBase64String(Pixel),
                TestContext.Current.CancellationToken
            );
        }
        var torn = Path.Combine(images, "train", "a", "01.png");
        await File.WriteAllTextAsync(torn, "no image", TestContext.Current.CancellationToken);
        string[] settings =
        [
            $"data={{ name = image-folder, root = \"{images}\", side = 32, validation = 8 }}",
            "space={ preset = st-nas-cifar }",
            "constraint.madds=null",
            .. SearchDirectory.Least,
        ];
        string[] set = [.. settings.SelectMany(setting => new[] { "--set", setting })];

        var (code, output, errors) = await directory.RunAsync(set);
        Assert.True((code, output) == (2, ""), $"exit {code}: {errors}");
        Assert.Contains($"The search cannot go on: {torn} cannot be read", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", errors, StringComparison.Ordinal);

        using var again = LangevinProcess.Start(
            directory.WorkingDirectory,
            [.. directory.RunArguments, .. set, "--set", "data.damaged=skip"]
        );
        await again.ReachAsync("supernet");
        Assert.Contains(
            "had nothing to show yet, and begins anew with other settings: data.damaged was \"refuse\" and is \"skip\".",
            again.Errors,
            StringComparison.Ordinal
        );
        again.Interrupt();
        await again.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_disk_that_fills_up_stops_the_search_with_a_sentence_and_loses_nothing()
    {
        var undisturbed = await Undisturbed.OfAsync();

        using var directory = new SearchDirectory();
        Directory.CreateDirectory(directory.Path);
        Assert.SkipUnless(await SmallDisk.MountAsync(directory.Path), "a small file system cannot be mounted here (needs root)");
        try
        {
            using (var run = directory.StartRun())
            {
                await run.ReachAsync("supernet");
                var filler = Path.Combine(directory.Path, "filler");
                SmallDisk.Fill(filler);
                var code = await run.WaitAsync(TimeSpan.FromMinutes(2));
                Assert.True(code == 1, $"exit {code}: {run.Errors}");
                Assert.Contains("space", run.Errors, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
                File.Delete(filler);
            }
            var (again, _, errors) = await directory.RunAsync();
            Assert.True(again == 0, errors);
            Assert.Equal(undisturbed.History, await directory.HistoryAsync());
        }
        finally
        {
            await SmallDisk.UnmountAsync(directory.Path);
        }
    }
}
