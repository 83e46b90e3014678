using Actors.Hosting;
using Actors.Search;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Archive;
using Seed.Benchmarks;
using Seed.Methods.BlackBox;
using Seed.Methods.Fidelity;
using Seed.SearchFiles;
using Seed.Tests.Commands;
using Testing;

namespace Seed.Tests.Plugins;

/// <summary>A plug-in's space of topologies in place of a preset, as the sample has it and as nobody wants it.</summary>
[Collection(nameof(OnePlugInAtATime))]
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class TopologyTests : IDisposable
{
    /// <summary>Work that takes no time, and none that has samples.</summary>
    private static readonly string[] Quick =
    [
        "supernet={ steps = 1, warmup-steps = 0 }",
        "langevin.samples=0",
        "retrain={ steps = 1, warmup-steps = 0 }",
    ];

    private readonly TempFolder _folder = new();

    private string Plugins => Path.Combine(_folder.Path, "plugins");

    private string Search => Path.Combine(_folder.Path, "search");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void The_sample_is_named_with_options_and_its_assembly_is_kept_in_mind()
    {
        var settings = Read(Sample(), "space.options=null", "space.options.nodes=3");

        Assert.Equal("{\"nodes\":3,\"width\":8}", settings.Space.Options!.ToJsonString());
        Assert.Equal(["ToyProblem"], settings.Plugins!.Assemblies.Select(entry => entry.Key));
        var space = Assert.IsType<TopologySpace>(SearchSpaces.Open(settings.Space, settings.Plugins));
        Assert.Equal(("toy-cells", 10, 2), (space.Name, space.Classes, space.Augmented));
        Assert.Equal([8, 16], space.Spec.Stages.Select(stage => stage.Width));
        Assert.Equal(7, SearchSpaces.Open(settings.Space with { Classes = 7 }, settings.Plugins).Classes);
        // The settings are a search file again.
        Assert.Equal(
            SettingsJson.Text(settings),
            SettingsJson.Text(SearchFileReader.Read(_folder.Write("again.json", SettingsJson.Text(settings)), []))
        );
        // Settings without a plug-in are as they were before there were any: their hashes name work in journals.
        Assert.Contains(
            "\"space\": {\n    \"preset\": \"st-nas-tiny\",\n    \"classes\": null",
            SettingsJson.Text(Read(Sample(), "space={ preset = st-nas-tiny, plugin = null, options = null }", "constraint.madds=null")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_sample_is_searched_whole_however_often_it_is_interrupted_and_asked_about_like_a_preset()
    {
        var settings = Read(Sample(), Quick);
        Assert.Equal((SearchStatus.Completed, null), await RunAsync("undisturbed", settings));
        var (stops, status) = (0, SearchStatus.Suspended);
        for (long stopAt = 10; status == SearchStatus.Suspended; stopAt += 17, stops++)
            (status, _) = await RunAsync("search", settings, stopAt);
        Assert.True(stops > 2, $"it was stopped {stops} times");

        var (history, undisturbed) = (
            await Shell.RunAsync("history", Search, "--json"),
            await Shell.RunAsync("history", Path.Combine(_folder.Path, "undisturbed"), "--json")
        );
        Assert.Equal(undisturbed.Out, history.Out);
        var phases = history
            .Json.EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "candidate")
            .CountBy(entry => entry.GetProperty("phase").GetString()!)
            .ToDictionary();
        Assert.Equal((40, true), (phases["search"], phases["chain-search"] > 0));
        var best = (await Shell.RunAsync("best", Search, "--json")).Json.GetProperty("architecture").GetString()!;
        var why = await Shell.RunAsync("why-not", best, Search, "--phase", "search");
        Assert.Contains("the best of all", why.Out, StringComparison.Ordinal);
        var shadow = await Shell.RunAsync(
            "shadow",
            Search,
            "--strategy",
            "evolution",
            "--phase",
            "search",
            "--set",
            "population=6",
            "--set",
            "tournament=3"
        );
        Assert.Contains("evolution agrees in 40 of 40 proposals", shadow.Out, StringComparison.Ordinal);
        var fork = await Shell.RunAsync(
            "fork",
            Search,
            "--at",
            "8",
            "--set",
            "strategy.name=random",
            "--dir",
            Path.Combine(_folder.Path, "fork")
        );
        Assert.Equal((0, ""), (fork.Code, fork.Error));
        var report = await Shell.RunAsync("report", Search);
        Assert.Equal(0, report.Code);
        var space = SearchSpaces.OpenTopology(settings.Space, settings.Plugins);
        Assert.Equal(
            space.Parse(best),
            ArchitectureDocument.Read(
                space,
                await File.ReadAllTextAsync(Path.Combine(Search, "result", "architecture.json"), TestContext.Current.CancellationToken)
            )
        );
    }

    [Fact]
    public async Task A_space_that_copies_a_preset_is_searched_as_the_preset_is()
    {
        var file = Sample();
        MadePlugin.WriteTopology(Plugins, "Copy", "copied-tiny", nameof(TopologyPresets.Tiny));
        Assert.Equal(
            SearchStatus.Completed,
            (
                await RunAsync(
                    "preset",
                    Read(file, [.. Quick, "constraint.madds=null", "space={ preset = st-nas-tiny, plugin = null, options = null }"])
                )
            ).Status
        );
        Assert.Equal(
            SearchStatus.Completed,
            (
                await RunAsync("plugin", Read(file, [.. Quick, "constraint.madds=null", "space={ plugin = copied-tiny, options = null }"]))
            ).Status
        );

        var found = await CandidatesAsync("preset");
        Assert.NotEmpty(found);
        Assert.Equal(found, await CandidatesAsync("plugin"));

        async Task<string[]> CandidatesAsync(string directory)
        {
            var said = await Shell.RunAsync("history", Path.Combine(_folder.Path, directory));
            return
            [
                .. said
                    .Out.ReplaceLineEndings("\n")
                    .Split('\n')
                    .Where(line =>
                        line.StartsWith("candidate", StringComparison.Ordinal) || line.StartsWith("winner", StringComparison.Ordinal)
                    ),
            ];
        }
    }

    [Fact]
    public async Task What_is_wrong_with_it_is_told_before_anything_starts()
    {
        var file = Sample();
        MadePlugin.WriteTopology(Plugins, "Nothing", "nothing", preset: null);
        await Told("space.plugin: there is no space \"toy-cell\"; did you mean toy-cells?", "space.plugin=toy-cell");
        await Told("space.options.nodes: ", "space.options.nodes=1");
        await Told("space.options.node: is no option of the space 'toy-cells': it has nodes, width", "space.options.node=3");
        await Told(
            "space.plugin: toy-stack is a space for method = black-box alone; name one whose class is an ITopologySpace",
            "space={ plugin = toy-stack, options = null }"
        );
        await Told("space: needs exactly one of preset and plugin, and has both", "space.preset=st-nas-tiny");
        await Told("space: needs exactly one of preset and plugin, and has none", "space.plugin=null");
        await Told("space.options: are those of a plug-in, and a preset has none", "space.plugin=null", "space.preset=st-nas-tiny");
        await Told("space.width: is a setting of nas-bench-macro, not of toy-cells: remove it", "space.width=2");
        await Told("space.plugin: the space 'nothing' gives no Spec: it is null", "space={ plugin = nothing, options = null }");
        await Told("data.name: cifar10 has images of 3 x 32 x 32, and toy-cells takes 1 x 28 x 28", "data.name=cifar10");
        await Told(
            "data.name: cifar100 has 100 classes, and the networks of toy-cells have 10 outputs; set space.classes = 100",
            "data.name=cifar100"
        );
        await Told("No architecture of toy-cells has from 1 to 2 MAdds", "constraint.madds=[1, 2]");

        async Task Told(string sentence, params string[] set)
        {
            var said = await Shell.RunAsync(["run", file, "--dry-run", .. set.SelectMany(one => new[] { "--set", one })]);
            Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
            Assert.Contains(said.Code, new[] { ExitCodes.UserMistake, ExitCodes.Infeasible });
        }
    }

    [Fact]
    public void A_process_that_lacks_it_or_has_another_one_says_so()
    {
        var settings = Read(Sample());
        var other = new PluginSettings { Assemblies = new() { ["ToyProblem"] = "0.0.9 sha256:00" } };
        var gone = settings with { Space = settings.Space with { Plugin = "nobody-has-it" } };

        // The control process opens the first, device processes the second.
        foreach (var open in new Action<StNasSettings>[] { one => MethodSciences.Spaces(one), one => new SearchRuntimeFactory().Open(one) })
        {
            Assert.StartsWith(
                $"{Environment.MachineName} has no space 'nobody-has-it' (one of the assemblies ToyProblem): ",
                Assert.Throws<UserException>(() => open(gone)).Message,
                StringComparison.Ordinal
            );
            Assert.StartsWith(
                $"{Environment.MachineName} has another plug-in ToyProblem than the search: ",
                Assert.Throws<UserException>(() => open(settings with { Plugins = other })).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_result_without_the_plug_in_lacks_the_drawing_and_says_why()
    {
        Assert.Equal(SearchStatus.Completed, (await RunAsync("search", Read(Sample(), Quick))).Status);
        File.AppendAllText(Path.Combine(Plugins, "ToyProblem.dll"), "x");
        var moved = Path.Combine(_folder.Path, "moved");
        Directory.Move(Plugins, moved);

        var said = await Shell.RunAsync("report", Search, "--plugins", moved);

        Assert.Equal(0, said.Code);
        var page = await File.ReadAllTextAsync(Path.Combine(Search, "result", "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains(
            "The space could not be opened when this page was made, so that it lacks the drawing",
            page,
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(Path.Combine(Search, "result", "architecture.txt")));
    }

    [Fact]
    public void A_study_and_a_black_box_search_name_it_as_well()
    {
        Sample();
        var study = (FidelitySettings)
            SearchFileReader.Read(
                _folder.Write(
                    "study.conf",
                    "name = s, method = fidelity, plugins.directory = plugins, data { name = toy-images, validation = 100 }, space { plugin = toy-cells, classes = 2, options.nodes = 2 }, proxy.images = 10"
                ),
                []
            );
        Assert.Equal(["ToyProblem"], study.Plugins!.Assemblies.Select(entry => entry.Key));
        Assert.Equal(study.Plugins, study.Search(study.Langevin, study.Proxy).Plugins);
        var plan = FidelityPlan.Of(study);
        Assert.Equal(("toy-cells", 4), (plan.Space, (int)plan.Architectures));

        var blackBox = (BlackBoxSettings)
            SearchFileReader.Read(
                _folder.Write(
                    "black-box.conf",
                    "name = b, method = black-box, plugins.directory = plugins, space { plugin = toy-cells, options.nodes = 2 }, evaluator.command = [\"true\"]"
                ),
                []
            );
        Assert.Equal("{\"nodes\":2,\"width\":8}", blackBox.Space.Options.ToJsonString());
        Assert.Equal(["ToyProblem"], blackBox.Plugins!.Assemblies.Select(entry => entry.Key));
        Assert.Equal("toy-cells", BlackBoxPlan.Of(blackBox).Space);
        var refused = Assert.Throws<UserException>(() =>
            SearchFileReader.Read(Path.Combine(_folder.Path, "black-box.conf"), ["space.plugin=toy-cels"])
        );
        Assert.Contains("did you mean toy-cells?", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_list_check_describe_count_sample_draw_and_cost_it()
    {
        Sample();
        var listed = await Shell.RunAsync("plugins", "list", Plugins);
        Assert.Matches("space +toy-cells +ToyProblem.ToyCells of ToyProblem .*, options nodes, width", listed.Out);
        var good = await Shell.RunAsync("plugins", "check", Plugins, "toy-cells");
        Assert.Equal((0, ""), (good.Code, good.Error));
        Assert.DoesNotContain("BROKEN", good.Out, StringComparison.Ordinal);

        string[] space = ["toy-cells", "--plugins", Plugins];
        var described = await Shell.RunAsync(["space", "describe", .. space, "--set", "nodes=3", "--json"]);
        Assert.Equal([3, 3], described.Json.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("nodes").GetInt32()));
        Assert.Equal(
            16 * 9,
            (await Shell.RunAsync(["space", "count", .. space, "--set", "nodes=3", "--json"])).Json.GetProperty("count").GetInt64()
        );
        var sampled = (await Shell.RunAsync(["space", "sample", .. space, "--json"])).Json.GetProperty("architectures")[0];
        var text = sampled.GetProperty("architecture").GetString()!;
        var drawn = await Shell.RunAsync(["space", "draw", "toy-cells", text, "--plugins", Plugins, "--json"]);
        var cost = await Shell.RunAsync(["cost", "--space", .. space, "--architecture", text, "--json"]);
        Assert.Equal(sampled.GetProperty("madds").GetInt64(), drawn.Json.GetProperty("madds").GetInt64());
        Assert.Equal(sampled.GetProperty("madds").GetInt64(), cost.Json.GetProperty("madds").GetInt64());

        var misspelt = await Shell.RunAsync("space", "describe", "toy-cels", "--plugins", Plugins);
        Assert.Contains("There is no search space 'toy-cels' (did you mean 'toy-cells'?)", misspelt.Error, StringComparison.Ordinal);
        var useless = await Shell.RunAsync("space", "describe", "st-nas-tiny", "--set", "nodes=3");
        Assert.Equal(
            (2, true),
            (
                useless.Code,
                useless.Error.Contains("--set nodes=3: is an option of a plug-in, and st-nas-tiny is none", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task A_class_named_as_a_preset_is_not_used()
    {
        MadePlugin.WriteTopology(Plugins, "Presumptuous", "st-nas-tiny", nameof(TopologyPresets.Tiny));
        Assert.Contains(
            "as one of Langevin's own space names is",
            (await Shell.RunAsync("plugins", "list", Plugins)).Out,
            StringComparison.Ordinal
        );
    }

    /// <summary>The sample's search file, with its plug-in beside it.</summary>
    private string Sample()
    {
        Directory.CreateDirectory(Plugins);
        File.Copy(
            Path.Combine(TestData.Repository, "artifacts", "bin", "ToyProblem", "release", "ToyProblem.dll"),
            Path.Combine(Plugins, "ToyProblem.dll"),
            overwrite: true
        );
        return _folder.Write("toy-cells.conf", File.ReadAllText(Path.Combine(TestData.Repository, "samples", "toy-cells.conf")));
    }

    private static StNasSettings Read(string file, params string[] overrides) => (StNasSettings)SearchFileReader.Read(file, overrides);

    /// <param name="stopAt">Events after which the search is interrupted.</param>
    private async Task<(SearchStatus Status, string? Failure)> RunAsync(string directory, SearchSettings settings, long? stopAt = null)
    {
        var path = Path.Combine(_folder.Path, directory);
        using var held = SearchDirectory.Open(path);
        if (!held.HasBegun)
            held.Begin(settings, settings);
        var options = new LocalClusterOptions
        {
            Directory = path,
            Devices = 2,
            Runtimes = new InstantRuntimeFactory(),
        };
        await using var cluster = await LocalCluster.StartAsync(options, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var last = await cluster.RunAsync(
            new StartSearch(settings.Name, SettingsJson.Text(settings)),
            progress =>
            {
                if (progress.Phases?.Sum(phase => phase.Done) >= stopAt)
                    stop.Cancel();
            },
            stop.Token
        );
        return (last.Status, last.Status == SearchStatus.Failed ? last.Note : null);
    }
}
