using System.Numerics;
using Testing;

namespace Seed.Tests.Commands;

/// <summary>The checks that <c>run</c> makes before anything starts; whole searches are run by the cluster tests.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly string[] Usual =
    [
        "supernet",
        "samples",
        "search",
        "finals-1",
        "finals-2",
        "finals-rung-2",
        "finals-winner",
        "chain-search",
        "chain-finals-1",
        "chain-finals-2",
        "chain-finals-rung-2",
        "retrain",
    ];

    private static readonly string[] QuickStart = [.. Usual.SkipLast(1), "random-search", "retrain"];

    [Theory]
    [InlineData("quickstart", "512")]
    [InlineData("st-nas-cifar10", "32768")]
    [InlineData("st-nas-imagenet-a", "34359738368")]
    [InlineData("st-nas-imagenet-b", "34359738368")]
    public async Task Every_search_file_that_comes_along_is_good(string name, string topologies)
    {
        var said = await Shell.RunAsync(
            "run",
            Path.Combine(TestData.Repository, "hocon", "searches", name + ".conf"),
            "--dry-run",
            "--json"
        );
        // ImageNet is nowhere near; the others' data a run gets itself.
        Assert.Equal(name.StartsWith("st-nas-imagenet", StringComparison.Ordinal) ? 2 : 0, said.Code);
        Assert.Equal(topologies, said.Json.GetProperty("topologies").GetString());
        Assert.True(BigInteger.Parse(said.Json.GetProperty("architectures").GetString()!) > 1_000_000);
        Assert.Equal(
            name == "quickstart" ? QuickStart : Usual,
            said.Json.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_writes_nothing()
    {
        var said = await Shell.RunAsync(
            "run",
            Search("strategy.candidates = 70"),
            "--dry-run",
            "--dir",
            Target,
            "--set",
            "retrain.seeds=2"
        );
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("70 candidates", said.Out, StringComparison.Ordinal);
        Assert.Contains("6 networks", said.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_dry_run_of_a_race_says_what_it_costs_at_least_and_at_most()
    {
        var file = Search(
            "strategy { name = racing, candidates = 60, options.first = 2 }\nlangevin.samples = 8\nbaselines.chain-candidates = 0\nproxy { images = 900, recalibration-batches = 1, recalibration-batch = 100 }"
        );
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
        using var first = Seed.Archive.SearchDirectory.Open(Target);
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

    /// <summary>The inputs that each method reads are missing. Its plan is printed all the same.</summary>
    [Theory]
    [InlineData("data { name = image-folder, root = /no/such/images, side = 28 }", "data.root /no/such/images has no folder train")]
    [InlineData("data { name = fashion-mnist, root = /no/such/images }", "data.root /no/such/images lacks files of fashion-mnist")]
    [InlineData("data { name = mnist, root = /no/such/images, fallback = procedural }", null)]
    [InlineData(
        "method = fidelity\nspace.preset = st-nas-tiny\ndata { name = mnist, root = /no/such/images }",
        "data.root /no/such/images lacks files of mnist"
    )]
    [InlineData(
        "method = cr-nas\ndata { name = voc, root = /no/such/images, categories = 2 }\nbackbone.name = resnet_small",
        "data.root /no/such/images is not there"
    )]
    [InlineData(
        "method = cr-nas\ndata = { name = procedural-detection }\nbackbone.name = resnet_small\npretraining { steps = 200, data { name = image-folder, root = /no/such/images } }",
        "In the section pretraining: data.root /no/such/images has no folder train"
    )]
    [InlineData(
        "method = black-box\nspace = { decisions { k = [1, 2] } }\nevaluator.command = [\"no-such-program\"]",
        "evaluator.command: there is no program no-such-program"
    )]
    public async Task A_dry_run_looks_at_the_data_as_a_run_does_and_writes_nothing(string search, string? sentence)
    {
        var file = search.StartsWith("method", StringComparison.Ordinal)
            ? _folder.Write("x.conf", $"name = x\n{search}\n")
            : Search(search);
        var said = await Shell.RunAsync("run", file, "--dry-run", "--dir", Target);
        Assert.StartsWith("x: ", said.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
        if (sentence is null)
        {
            Assert.Equal(
                (0, true),
                (said.Code, said.Error.Contains("data.fallback, the procedural set, is used in its place", StringComparison.Ordinal))
            );
            return;
        }
        Assert.Equal(2, said.Code);
        Assert.StartsWith(sentence, said.Error, StringComparison.Ordinal);
        Assert.Single(said.Error.Trim().Split('\n'));
        var run = await Shell.RunAsync("run", file, "--dir", Target);
        Assert.Equal((2, "", said.Error, false), (run.Code, run.Out, run.Error, Directory.Exists(Target)));
    }

    /// <summary>The shape and the classes of these images are known only from the folder.</summary>
    [Fact]
    public async Task Images_that_do_not_fit_the_space_are_refused_before_anything_starts()
    {
        foreach (var image in new[] { "train/a/1.png", "train/a/2.png", "train/b/3.png", "test/a/4.png" })
        {
            var file = Path.Combine(_folder.Path, "images", image);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(
                file,
                Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
            );
        }
        var search = Search(
            $"data {{ name = image-folder, root = \"{Path.Combine(_folder.Path, "images")}\", validation = 1 }}\nspace.preset = st-nas-cifar"
        );
        foreach (var dry in new[] { new[] { "--dry-run" }, [] })
        {
            var said = await Shell.RunAsync(["run", search, "--dir", Target, .. dry]);
            Assert.Equal(2, said.Code);
            Assert.StartsWith(
                "space.preset st-nas-cifar takes images of 3 x 32 x 32, but data.name images has 3 x 1 x 1: ",
                said.Error,
                StringComparison.Ordinal
            );
            Assert.False(Directory.Exists(Target));
        }
    }

    [Fact]
    public async Task A_dry_run_looks_at_the_directory_too_and_holds_nothing()
    {
        var mine = Search("");
        var settings = Seed.SearchFiles.SearchFileReader.Read(mine, ["seed=2"]);
        using var held = Seed.Archive.SearchDirectory.Open(Target);
        held.Begin(settings, settings);
        var said = await Shell.RunAsync("run", mine, "--dry-run", "--dir", Target);
        Assert.Equal(
            (0, true),
            (
                said.Code,
                said.Error.Contains(
                    "has nothing to show yet, and would begin anew with other settings: seed was 2 and is 1",
                    StringComparison.Ordinal
                )
            )
        );
        Assert.Equal(
            (0, ""),
            ((await Shell.RunAsync("run", mine, "--dry-run", "--dir", Target, "--set", "seed=2")) is var same ? same.Code : 1, same.Error)
        );
        Assert.Equal(2, (await Shell.RunAsync("run", mine, "--dry-run", "--dir", mine)).Code);
        var inside = Path.Combine(mine, "inside", "it");
        Assert.Contains(
            $"{inside}: cannot be written",
            (await Shell.RunAsync("run", mine, "--dry-run", "--dir", inside)).Error,
            StringComparison.Ordinal
        );
    }

    private string Target => Path.Combine(_folder.Path, "runs", "x");

    private string Search(string more) =>
        _folder.Write("x.conf", $"name = x\ndata.name = procedural\nspace.preset = st-nas-fashion\n{more}\n");
}
