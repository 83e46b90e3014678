using System.Numerics;
using Testing;

namespace Seed.Tests.Commands;

/// <summary>What <c>run</c> does before anything starts; whole searches are run by the cluster tests.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("quickstart", "512")]
    [InlineData("st-nas-cifar10", "32768")]
    [InlineData("st-nas-imagenet-a", "34359738368")]
    [InlineData("st-nas-imagenet-b", "34359738368")]
    public async Task Every_search_file_that_comes_along_is_good(string name, string topologies)
    {
        var said = await Shell.RunAsync("run", Path.Combine(TestData.Repository, "hocon", "searches", name + ".conf"), "--dry-run", "--json");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(topologies, said.Json.GetProperty("topologies").GetString());
        Assert.True(BigInteger.Parse(said.Json.GetProperty("architectures").GetString()!) > 1_000_000);
        Assert.Equal(
            ["supernet", "samples", "search", "chain-search", "retrain"],
            said.Json.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_writes_nothing()
    {
        var said = await Shell.RunAsync("run", Search("strategy.candidates = 70"), "--dry-run", "--dir", Target, "--set", "retrain.seeds=2");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("70 candidates", said.Out, StringComparison.Ordinal);
        Assert.Contains("6 networks", said.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_dry_run_of_a_race_says_what_it_costs_at_least_and_at_most()
    {
        var file = Search("strategy { name = racing, candidates = 60, options.first = 2 }\nlangevin.samples = 8\nbaselines.chain-candidates = 0\nproxy { images = 900, recalibration-batches = 1, recalibration-batch = 100 }");
        var said = await Shell.RunAsync("run", file, "--dry-run", "--json");
        var search = said.Json.GetProperty("phases").EnumerateArray().Single(phase => phase.GetProperty("name").GetString() == "search");
        Assert.Equal((120_000, 166_000), (search.GetProperty("atLeast").GetDouble(), search.GetProperty("forwardPasses").GetDouble()));
        Assert.True(said.Json.GetProperty("leastWork").GetDouble() < said.Json.GetProperty("work").GetDouble());
        Assert.Matches("search +60 candidates +120 k to 166 k", (await Shell.RunAsync("run", file, "--dry-run")).Out);
    }

    [Fact]
    public async Task A_misspelt_key_starts_and_writes_nothing()
    {
        var said = await Shell.RunAsync("run", Search("strategy.candidtes = 70"), "--dir", Target);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains("strategy.candidtes: unknown key; did you mean strategy.candidates?", said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_constraint_that_no_architecture_meets_is_exit_code_3()
    {
        var said = await Shell.RunAsync("run", Search("constraint.madds = [10, 20]"), "--dir", Target);
        Assert.Equal((3, ""), (said.Code, said.Out));
        Assert.Contains("nearest feasible", said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_second_process_on_the_directory_is_refused()
    {
        using var first = Seed.Running.SearchDirectory.Open(Target);
        var said = await Shell.RunAsync("run", Search(""), "--dir", Target);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains($"(pid {Environment.ProcessId})", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_are_missing_start_and_write_nothing()
    {
        var said = await Shell.RunAsync("run", Search("data { name = image-folder, root = /no/such/images, side = 28 }"), "--dir", Target);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains("/no/such/images", said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    private string Target => Path.Combine(_folder.Path, "runs", "x");

    private string Search(string more) => _folder.Write("x.conf", $"name = x\ndata.name = procedural\nspace.preset = st-nas-fashion\n{more}\n");
}
