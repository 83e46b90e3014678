using System.Text.Json;
using Testing;

namespace Seed.Tests.Commands;

[Trait("Length", "Long")]
public sealed class BenchCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The test does not care how fast it is.</summary>
    [Fact]
    public async Task A_benchmark_of_dispatch_says_what_it_measured_and_leaves_nothing()
    {
        var said = await Shell.RunAsync(
            "bench",
            "dispatch",
            "--candidates",
            "60",
            "--evaluators",
            "2",
            "--window",
            "4",
            "--dir",
            _folder.Path,
            "--json"
        );
        Assert.Equal((0, ""), (said.Code, said.Error));
        var figures = said.Json;
        Assert.Equal(
            (60, 2, 4, "sqlite"),
            (Count("candidates"), Count("evaluators"), Count("window"), figures.GetProperty("store").GetString())
        );
        Assert.InRange(figures.GetProperty("candidatesPerSecond").GetDouble() * figures.GetProperty("seconds").GetDouble(), 59.99, 60.01);
        foreach (var name in (string[])["fsyncMilliseconds", "journalBytesPerCandidate", "gapP99Milliseconds", "peakMemoryMiB"])
            Assert.True(figures.GetProperty(name).GetDouble() > 0, name);
        // Stretches of 4,000 candidates are not there to be compared.
        Assert.Equal(JsonValueKind.Null, figures.GetProperty("earlyMicroseconds").ValueKind);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));

        int Count(string name) => figures.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Dispatch_is_measured_over_several_nodes()
    {
        var said = await Shell.RunAsync(
            "bench",
            "dispatch",
            "--candidates",
            "60",
            "--evaluators",
            "3",
            "--nodes",
            "3",
            "--window",
            "8",
            "--dir",
            _folder.Path,
            "--json"
        );
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(3, said.Json.GetProperty("nodes").GetInt32());
        Assert.True(said.Json.GetProperty("gapP99Milliseconds").GetDouble() > 0);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_benchmark_of_recovery_goes_on_with_a_search_that_it_stopped_and_leaves_nothing()
    {
        var said = await Shell.RunAsync(
            "bench",
            "recovery",
            "--candidates",
            "60",
            "--evaluators",
            "2",
            "--window",
            "4",
            "--dir",
            _folder.Path,
            "--json"
        );
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(60, said.Json.GetProperty("candidates").GetInt32());
        foreach (var name in (string[])["recoverySeconds", "emptySeconds", "searchMemoryMiB", "recoveredMemoryMiB", "journalMiB"])
            Assert.True(said.Json.GetProperty(name).GetDouble() > 0, name);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("--candidates 0", "--candidates 0 is not from 1 to 100000000.")]
    [InlineData("--dir /no/such/folder", "--dir /no/such/folder is not there")]
    [InlineData("--window 0", "--window 0 is not from 1 to 100,000")]
    public async Task What_cannot_be_measured_is_a_mistake(string option, string sentence)
    {
        var said = await Shell.RunAsync(["bench", "dispatch", .. option.Split(' ')]);
        Assert.Equal(2, said.Code);
        Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
    }
}
