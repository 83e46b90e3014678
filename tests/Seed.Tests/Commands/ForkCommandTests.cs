using Actors.Hosting;
using Actors.Search;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model.Methods;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Benchmarks;
using Seed.Hocon;
using Testing;

namespace Seed.Tests.Commands;

/// <summary>Forks of real searches whose devices take no time and need no tensors, and the questions that one can ask of them.</summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class ForkCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Origin => Path.Combine(_folder.Path, "origin");

    private string Fork => Path.Combine(_folder.Path, "fork");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_fork_outlives_its_origin_and_goes_on_with_the_same_history_whatever_happens_to_it()
    {
        await RunAsync(Origin, Settings);
        var made = await Shell.RunAsync(
            "fork",
            Origin,
            "--at",
            "8",
            "--set",
            "strategy.name=random",
            "--set",
            "strategy.candidates=20",
            "--dir",
            Fork
        );
        Assert.Equal((0, ""), (made.Code, made.Error));
        Assert.Contains($"small-fork inherits 8 results of search from small.", made.Out, StringComparison.Ordinal);
        Assert.Contains($"langevin run {Path.Combine(Fork, "request.json")} --dir {Fork}", made.Out, StringComparison.Ordinal);
        var second = Path.Combine(_folder.Path, "second");
        Assert.Equal(
            0,
            (
                await Shell.RunAsync(
                    "fork",
                    Origin,
                    "--at",
                    "8",
                    "--set",
                    "strategy={ candidates = 20 }",
                    "--set",
                    "strategy.name=random",
                    "--dir",
                    second
                )
            ).Code
        );
        Directory.Delete(Origin, recursive: true);

        await RunAsync(Fork, Read(Fork));
        await RunAsync(second, Read(second));

        var history = (await Shell.RunAsync("history", Fork, "--json")).Out;
        Assert.Equal(history, (await Shell.RunAsync("history", second, "--json")).Out);
        Assert.Contains("\"kind\":\"fork\",\"settings\":", history, StringComparison.Ordinal);
        Assert.Equal(0, (await Shell.RunAsync("journal", "verify", Fork)).Code);
        // The file that the fork names is one that run takes, and its settings are those of the search.
        var dry = await Shell.RunAsync("run", Path.Combine(Fork, "request.json"), "--dir", Fork, "--dry-run");
        Assert.Equal((0, ""), (dry.Code, dry.Error));
        var shown = await Shell.RunAsync("history", Fork);
        Assert.Contains("fork  search  small  8", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_strategy_from_the_same_place_needs_no_device_for_what_the_origin_has_scored()
    {
        await RunAsync(Origin, Settings);
        Assert.Equal(0, (await Shell.RunAsync("fork", Origin, "--at", "0", "--dir", Fork)).Code);
        await RunAsync(Fork, Read(Fork));

        var traced = (await Shell.RunAsync("history", Fork, "--verbose"))
            .Out.ReplaceLineEndings("\n")
            .Split('\n')
            .Where(line => line.StartsWith("candidate  search", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(12, traced.Count);
        Assert.All(traced, line => Assert.Contains(", 1 scores known from before]", line, StringComparison.Ordinal));
        static string[] Candidates(Said said) =>
            [.. said.Out.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("candidate", StringComparison.Ordinal))];
        Assert.Equal(Candidates(await Shell.RunAsync("history", Origin)), Candidates(await Shell.RunAsync("history", Fork)));
    }

    [Fact]
    public async Task What_cannot_be_forked_is_one_sentence_and_leaves_nothing()
    {
        await RunAsync(Origin, Settings);
        string[][] wrong =
        [
            ["fork", Origin, "--at", "99", "--dir", Fork],
            ["fork", Origin, "--at", "-1", "--dir", Fork],
            ["fork", Origin, "--at", "3", "--set", "seed=9", "--dir", Fork],
            ["fork", Origin, "--at", "3", "--phase", "supernet", "--dir", Fork],
            ["fork", _folder.Path, "--at", "3", "--dir", Fork],
            ["fork", Origin, "--at", "3", "--set", "strategy.nmae=random", "--dir", Fork],
            ["fork", Origin, "--at", "3", "--dir", Origin],
        ];
        foreach (var arguments in wrong)
        {
            var said = await Shell.RunAsync(arguments);
            Assert.Equal((2, ""), (said.Code, said.Out));
            Assert.Single(said.Error.TrimEnd().Split('\n'));
            Assert.Equal([Origin], Directory.GetDirectories(_folder.Path));
        }
    }

    [Fact]
    public async Task A_fork_may_name_a_strategy_of_a_plug_in_directory_that_the_origin_did_not_have()
    {
        await RunAsync(Origin, Settings);
        var plugins = Directory.CreateDirectory(Path.Combine(_folder.Path, "plugins")).FullName;
        MadePlugin.Write(plugins, "Idle", "idle");
        string[] fork = ["fork", Origin, "--at", "8", "--set", "strategy.name=idle", "--dir", Fork, "--plugins"];
        var nowhere = await Shell.RunAsync([.. fork, Path.Combine(_folder.Path, "nowhere")]);
        Assert.Equal((2, true), (nowhere.Code, nowhere.Error.Contains("there is no directory", StringComparison.Ordinal)));

        var made = await Shell.RunAsync([.. fork, plugins]);

        Assert.Equal((0, ""), (made.Code, made.Error));
        Assert.Equal((plugins, "Idle"), (Read(Fork).Plugins!.Directory, Assert.Single(Read(Fork).Plugins!.Assemblies).Key));
        await RunAsync(Fork, Read(Fork));
        var history = (await Shell.RunAsync("history", Fork)).Out;
        Assert.Equal(
            8,
            history.ReplaceLineEndings("\n").Split('\n').Count(line => line.StartsWith("candidate  search", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_blob_that_is_damaged_is_not_inherited()
    {
        await RunAsync(Origin, Settings);
        foreach (var blob in Directory.GetFiles(Path.Combine(Origin, "blobs"), "*", SearchOption.AllDirectories))
            await File.AppendAllTextAsync(blob, "x", Cancel);
        var said = await Shell.RunAsync("fork", Origin, "--at", "3", "--dir", Fork);

        Assert.Equal(2, said.Code);
        Assert.Contains(
            "is damaged: its bytes are not those that its name says. Go on with the search that is forked",
            said.Error,
            StringComparison.Ordinal
        );
        Assert.Equal([Origin], Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public async Task Why_tells_a_candidate_s_story_and_why_not_where_an_architecture_is()
    {
        await RunAsync(Origin, Settings);
        var why = await Shell.RunAsync("why", "11", Origin);
        Assert.Equal((0, ""), (why.Code, why.Error));
        Assert.Matches(
            "^candidate 11 of search: [^\n]*\n  [0-9,]+ MAdds, [0-9,]+ parameters\n  origin: (mutation|crossover) of [^\n]*parents: ",
            why.Out.ReplaceLineEndings("\n")
        );
        Assert.Contains("random numbers: seed 7, \"propose\", 1, 11", why.Out, StringComparison.Ordinal);
        var story = (await Shell.RunAsync("why", "search:11", Origin, "--json")).Json;
        var text = story.GetProperty("architecture").GetString()!;
        Assert.Equal(11, (await Shell.RunAsync("why", text, Origin, "--json")).Json.GetProperty("index").GetInt32());
        Assert.Equal(1, story.GetProperty("samples").GetArrayLength());

        var known = await Shell.RunAsync("why-not", text, Origin, "--json");
        Assert.Equal(
            (0, 11, "scored"),
            (known.Code, known.Json.GetProperty("candidate").GetInt32(), known.Json.GetProperty("answer").GetString())
        );
        var outside = await Shell.RunAsync("why-not", "0:k3e1", Origin);
        Assert.Equal(0, outside.Code);
        Assert.StartsWith("It is outside the space: ", outside.Out, StringComparison.Ordinal);
        var nobody = await Shell.RunAsync("why", "99", Origin);
        Assert.Equal((2, ""), (nobody.Code, nobody.Out));
        Assert.Contains("has no candidate 99; see langevin history", nobody.Error, StringComparison.Ordinal);
    }

    private static StNasSettings Settings { get; } =
        new()
        {
            Name = "small",
            Seed = 7,
            Data = new() { Name = "procedural" },
            Space = new() { Preset = "st-nas-fashion" },
            Supernet = new() { Steps = 1, WarmupSteps = 0 },
            Langevin = new() { Samples = 0 },
            Strategy = new()
            {
                Candidates = 12,
                Window = 2,
                Options = new() { ["population"] = 4, ["tournament"] = 2 },
            },
            Baselines = new() { ChainCandidates = 0, Random = false },
            Retrain = new() { Steps = 1, WarmupSteps = 0 },
        };

    private static StNasSettings Read(string directory) =>
        (StNasSettings)MethodSciences.Read(File.ReadAllText(Path.Combine(directory, SearchDirectory.SettingsFile)));

    /// <summary>Does what <c>langevin run</c> does, with devices in this process.</summary>
    private static async Task RunAsync(string path, SearchSettings settings)
    {
        using var directory = SearchDirectory.Open(path);
        if (!directory.HasBegun)
            directory.Begin(settings, settings);
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Directory = path, Runtimes = new InstantRuntimeFactory() },
            Cancel
        );
        var last = await cluster.RunAsync(new StartSearch(settings.Name, SettingsJson.Text(settings)), _ => { }, Cancel);
        Assert.Equal(SearchStatus.Completed, last.Status);
    }
}
