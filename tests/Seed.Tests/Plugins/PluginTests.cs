using Actors.Archive;
using Actors.Hosting;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Nas.Model.Data;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Execution;
using Nas.Model.Methods;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.StNas;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Seed.Benchmarks;
using Seed.SearchFiles;
using Seed.Tests.Commands;
using Testing;

namespace Seed.Tests.Plugins;

/// <summary>The sample plug-in as its author's users meet it.</summary>
[Collection(nameof(OnePlugInAtATime))]
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class PluginTests : IDisposable
{
    private static readonly string Sample = Built("HillClimber");

    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_list_says_what_is_there_and_why_the_rest_is_not_used()
    {
        var directory = Directory.CreateDirectory(Path.Combine(_folder.Path, "plugins")).FullName;
        File.Copy(Sample, Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "HillClimber")).FullName, "HillClimber.dll"));
        File.WriteAllText(Path.Combine(directory, "Broken.dll"), "not an assembly");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Actors.dll"), Path.Combine(directory, "Actors.dll"));
        MadePlugin.Write(directory, "Nameless", plugin: null);
        MadePlugin.Write(directory, "Useless", "useless", isStrategy: false);
        MadePlugin.Write(directory, "Shouting", "LOUD");
        MadePlugin.Write(directory, "Presumptuous", "random");
        MadePlugin.Write(directory, "OneTwin", "twin");
        MadePlugin.Write(directory, "OtherTwin", "twin");
        File.CreateSymbolicLink(
            Path.Combine(directory, "Outside.dll"),
            MadePlugin.Write(Path.Combine(_folder.Path, "elsewhere"), "Outside", "outside")
        );

        var said = await Shell.RunAsync("plugins", "list", directory, "--json");

        Assert.Equal((0, ""), (said.Code, said.Error));
        var plugin = Assert.Single(said.Json.GetProperty("plugins").EnumerateArray());
        Assert.Equal(("strategy", "hill-climber"), (plugin.GetProperty("kind").GetString(), plugin.GetProperty("name").GetString()));
        Assert.Equal(["stubbornness"], plugin.GetProperty("options").EnumerateArray().Select(option => option.GetString()));
        Assert.Equal(
            ["HillClimber"],
            plugin.GetProperty("assemblies").EnumerateArray().Select(assembly => assembly.GetProperty("name").GetString())
        );
        var reasons = said
            .Json.GetProperty("notUsed")
            .EnumerateArray()
            .Select(problem => $"{Path.GetFileName(problem.GetProperty("file").GetString())}: {problem.GetProperty("reason").GetString()}")
            .ToList();
        Assert.Equal(7, reasons.Count);
        Contains("Broken.dll: it cannot be loaded (");
        Contains("Nameless.dll: Nameless.Made is a strategy, but has no [Plugin(\"name\")]");
        Contains("Useless.dll: Useless.Made has a [Plugin] name, but implements none of Langevin's interfaces");
        Contains("Shouting.dll: Shouting.Made is named 'LOUD': a name has lower-case letters");
        Contains("Presumptuous.dll: Presumptuous.Made is named 'random', as one of Langevin's own strategy names is");
        Contains("OneTwin.dll: the strategy 'twin' is there 2 times");
        Contains("Outside.dll: it is a link to ");

        void Contains(string reason) => Assert.Contains(reasons, found => found.StartsWith(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_strategy_of_a_plug_in_is_named_as_any_other_and_its_assembly_is_kept_in_mind()
    {
        var settings = Read(Installed());

        Assert.Equal("hill-climber", settings.Strategy.Name);
        Assert.Equal("{\"stubbornness\":7}", settings.Strategy.Options.ToJsonString());
        var (name, text) = Assert.Single(settings.Plugins!.Assemblies);
        Assert.Equal("HillClimber", name);
        Assert.Matches("^0.1.0 sha256:[0-9a-f]{64}$", text!.GetValue<string>());
        // The settings are a search file again, which wants the same assembly.
        var again = (StNasSettings)SearchFileReader.Read(_folder.Write("again.json", SettingsJson.Text(settings)), []);
        Assert.Equal(SettingsJson.Text(settings), SettingsJson.Text(again));
    }

    [Fact]
    public async Task A_mistake_in_a_name_or_an_option_is_a_sentence_that_says_what_there_is()
    {
        var file = Search(Installed());

        var misspelt = await Shell.RunAsync("run", file, "--dry-run", "--set", "strategy.name=hil-climber");
        Assert.Equal(2, misspelt.Code);
        Assert.Contains(
            "strategy.name: there is no strategy \"hil-climber\"; did you mean hill-climber?",
            misspelt.Error,
            StringComparison.Ordinal
        );
        var option = await Shell.RunAsync("run", file, "--dry-run", "--set", "strategy.options.stubborn=3");
        Assert.Contains(
            "strategy.options.stubborn: is no option of the strategy 'hill-climber': it has stubbornness",
            option.Error,
            StringComparison.Ordinal
        );
        var range = await Shell.RunAsync("run", file, "--dry-run", "--set", "strategy.options.stubbornness=0");
        Assert.Contains("strategy.options.stubbornness", range.Error, StringComparison.Ordinal);
        var nowhere = await Shell.RunAsync("run", file, "--dry-run", "--plugins", Path.Combine(_folder.Path, "nowhere"));
        Assert.Equal((2, true), (nowhere.Code, nowhere.Error.Contains("there is no directory", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_sample_keeps_every_rule_and_a_strategy_that_proposes_nothing_does_not()
    {
        var good = await Shell.RunAsync("plugins", "check", Installed(), "hill-climber");
        Assert.Equal((0, ""), (good.Code, good.Error));
        Assert.DoesNotContain("BROKEN", good.Out, StringComparison.Ordinal);

        var directory = Path.Combine(_folder.Path, "lazy");
        MadePlugin.Write(directory, "Lazy", "lazy");
        var bad = await Shell.RunAsync("plugins", "check", directory, "lazy", "--json");
        Assert.Equal(1, bad.Code);
        Assert.Contains("it proposed nothing at all", bad.Out, StringComparison.Ordinal);
        Assert.Contains(
            "has no strategy, no phase, no space of topologies and no images with boxes 'other': there is lazy.",
            (await Shell.RunAsync("plugins", "check", directory, "other")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_search_runs_with_the_sample_and_goes_on_with_other_bytes_only_when_told_to()
    {
        var settings = Read(Installed());
        var search = Path.Combine(_folder.Path, "search");
        Assert.Equal(SearchStatus.Suspended, (await RunAsync(search, settings, stopAtOnce: true)).Status);

        // Bytes behind the end of an assembly change nothing but its hash.
        var other = Installed("other");
        File.AppendAllText(Path.Combine(other, "HillClimber.dll"), "x");
        var changed = Read(other);
        var refused = await Assert.ThrowsAsync<UserException>(() => RunAsync(search, changed));
        Assert.Contains("the plug-in HillClimber was 0.1.0 sha256:", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--accept-plugins", refused.Message, StringComparison.Ordinal);

        var done = await RunAsync(search, changed, accept: true);
        Assert.Equal((SearchStatus.Completed, null), (done.Status, done.Status == SearchStatus.Failed ? done.Note : null));
        var history = new List<HistoryEntry>();
        await foreach (var entry in SearchReader.In(search).HistoryAsync(verbose: false, TestContext.Current.CancellationToken))
            history.Add(entry);
        Assert.Equal(40, history.Where(entry => entry.Kind == "candidate").Select(entry => entry.Architecture).Distinct().Count());
        Assert.Contains(history, entry => entry.Origin?.StartsWith("neighbour of", StringComparison.Ordinal) == true);
        Assert.StartsWith("It went on with another plug-in: the plug-in HillClimber was", history[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_space_an_evaluator_and_a_cost_of_a_plug_in_make_a_whole_search()
    {
        var plugins = Installed();
        File.Copy(Built("ToyProblem"), Path.Combine(plugins, "ToyProblem.dll"));
        var file = _folder.Write(
            "toy.conf",
            await File.ReadAllTextAsync(Path.Combine(TestData.Repository, "samples", "toy.conf"), TestContext.Current.CancellationToken)
        );
        var settings = (BlackBoxSettings)SearchFileReader.Read(file, []);
        Assert.Equal(["HillClimber", "ToyProblem"], settings.Plugins!.Assemblies.Select(entry => entry.Key));
        Assert.Equal("toy-microseconds", settings.CostUnit);

        var directory = Path.Combine(_folder.Path, "search");
        var done = await RunAsync(directory, settings, runtimes: new SearchRuntimeFactory());

        Assert.Equal((SearchStatus.Completed, 60), (done.Status, done.Phases!.Single().Done));
        var history = new List<HistoryEntry>();
        await foreach (var entry in SearchReader.In(directory).HistoryAsync(verbose: false, TestContext.Current.CancellationToken))
            history.Add(entry);
        var candidates = history.Where(entry => entry.Kind == "candidate").ToList();
        Assert.All(candidates, candidate => Assert.InRange(candidate.Madds!.Value, 2000, 5000));
        Assert.All(candidates, candidate => Assert.Equal(2, candidate.Scores!.Value.Distinct().Count()));

        var dry = await Shell.RunAsync("run", file, "--dry-run", "--set", "evaluator.plugin=toy-acuracy");
        Assert.Contains(
            "evaluator.plugin: there is no evaluator \"toy-acuracy\"; did you mean toy-accuracy?",
            dry.Error,
            StringComparison.Ordinal
        );
        var options = await Shell.RunAsync("run", file, "--dry-run", "--set", "space.options.layers=0");
        Assert.Contains("space.options.layers: ", options.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_a_plug_in_are_named_read_and_split_as_any_others()
    {
        var plugins = Installed();
        File.Copy(Built("ToyProblem"), Path.Combine(plugins, "ToyProblem.dll"));
        Search(plugins);
        var settings = (StNasSettings)
            SearchFileReader.Read(
                Path.Combine(_folder.Path, "search.conf"),
                ["data.name=toy-images", "strategy.name=random", "space.classes=2"]
            );

        Assert.Equal(["ToyProblem"], settings.Plugins!.Assemblies.Select(entry => entry.Key));
        DataCatalog.Require(settings.Data);
        var splits = DataCatalog.Open(settings.Data, settings.Seed);
        Assert.Equal((300, 100, 100), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        var refused = Assert.Throws<UserException>(() => DataCatalog.Require(settings.Data with { Validation = 400 }));
        Assert.Contains("data.validation sets 400 images aside", refused.Message, StringComparison.Ordinal);
        var more = (StNasSettings)
            SearchFileReader.Read(
                Path.Combine(_folder.Path, "search.conf"),
                ["data.name=toy-images", "data.options.images=500", "strategy.name=random", "space.classes=2"]
            );
        Assert.Equal(400, DataCatalog.Open(more.Data, more.Seed).Train.Count);
    }

    [Fact]
    public async Task Images_with_boxes_of_a_plug_in_are_named_read_and_held_to_their_contract_as_any_others()
    {
        var plugins = Installed();
        File.Copy(Built("ToyProblem"), Path.Combine(plugins, "ToyProblem.dll"));
        var file = _folder.Write(
            "boxes.conf",
            $"name = boxes, method = cr-nas, plugins.directory = {Path.GetFileName(plugins)}, data {{ name = toy-boxes, categories = 2, train-images = 50 }}"
        );
        var settings = (CrNasSettings)SearchFileReader.Read(file, []);

        Assert.Equal(["ToyProblem"], settings.Plugins!.Assemblies.Select(entry => entry.Key));
        Assert.Empty(DetectionCatalog.Require(settings.Data, settings.Seed));
        var splits = DetectionCatalog.Open(settings.Data, settings.Seed);
        Assert.Equal(
            (50, 60, 60),
            (splits.Train.Labels.Images.Length, splits.Validation.Labels.Images.Length, splits.Test.Labels.Images.Length)
        );
        Assert.Equal(new ImageShape(3, 96, 96), splits.Train.Load(49).Shape);
        Assert.Contains(
            "data.categories is 3, but toy-boxes has 2 (wide, tall): set it to 2.",
            Refusal(settings.Data with { Categories = 3 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no mask for object 1, which detector.name needs",
            Refusal(settings.Data, masks: true),
            StringComparison.Ordinal
        );
        var good = await Shell.RunAsync("plugins", "check", plugins, "toy-boxes");
        Assert.Equal((0, ""), (good.Code, good.Error));
        var misspelt = await Shell.RunAsync("run", file, "--dry-run", "--set", "data.name=toy-box", "--set", "data.test=x");
        Assert.Contains(
            "data.name: there is no data set with boxes \"toy-box\"; did you mean toy-boxes?",
            misspelt.Error,
            StringComparison.Ordinal
        );
        var useless = await Shell.RunAsync("run", file, "--dry-run", "--set", "data.test=x", "--set", "data.categories=null");
        Assert.Contains("data.test: means nothing to toy-boxes", useless.Error, StringComparison.Ordinal);
        Assert.Contains(
            "data.categories: is missing; toy-boxes needs the number of kinds of objects",
            useless.Error,
            StringComparison.Ordinal
        );

        // Its options are read, have their defaults, and make other images.
        Assert.Equal("""{"bars":3}""", settings.Data.Options!.ToJsonString());
        var crowded = (CrNasSettings)SearchFileReader.Read(file, ["data.options.bars=9"]);
        Assert.Equal(9, DetectionCatalog.Open(crowded.Data, crowded.Seed).Train.Labels.Images.Max(image => image.Objects.Length));
        Assert.Equal(3, splits.Train.Labels.Images.Max(image => image.Objects.Length));
        var wrong = await Shell.RunAsync("run", file, "--dry-run", "--set", "data.options.bras=9");
        Assert.Contains("data.options.bras: is no option of the dataset 'toy-boxes': it has bars", wrong.Error, StringComparison.Ordinal);
        var nobodys = await Shell.RunAsync("run", file, "--dry-run", "--set", "data={ name = procedural-detection, options.bars = 9 }");
        Assert.Contains(
            "data.options: means nothing to procedural-detection; remove the key, or name data of a plug-in",
            nobodys.Error,
            StringComparison.Ordinal
        );

        string Refusal(DetectionDataSettings data, bool masks = false) =>
            Assert.Throws<UserException>(() => DetectionCatalog.Require(data, settings.Seed, masks)).Message;
    }

    [Fact]
    public void A_process_without_the_assembly_says_so_by_name()
    {
        var missing = Assert.Throws<UserException>(() =>
            PluginRegistry.Require<Actors.Strategies.ISearchStrategy>(
                "strategy",
                "nobody-has-it",
                new PluginSettings { Assemblies = new() { ["NobodyHasIt"] = "1.0.0 sha256:00" } }
            )
        );
        Assert.StartsWith(
            $"{Environment.MachineName} has no strategy 'nobody-has-it' (one of the assemblies NobodyHasIt): ",
            missing.Message,
            StringComparison.Ordinal
        );
    }

    private static string Built(string sample) => Path.Combine(TestData.Repository, "artifacts", "bin", sample, "release", sample + ".dll");

    private static async Task<SearchProgress> RunAsync(
        string directory,
        SearchSettings settings,
        bool accept = false,
        bool stopAtOnce = false,
        ISearchRuntimeFactory? runtimes = null
    )
    {
        Directory.CreateDirectory(directory);
        var options = new LocalClusterOptions
        {
            Directory = directory,
            Devices = 2,
            Runtimes = runtimes ?? new InstantRuntimeFactory(),
        };
        await using var cluster = await LocalCluster.StartAsync(options, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        return await cluster.RunAsync(
            new StartSearch(settings.Name, SettingsJson.Text(settings), accept),
            progress =>
            {
                // Once there is something to show.
                if (stopAtOnce && progress.Phases?.Any(phase => phase.Done > 0) == true)
                    stop.Cancel();
            },
            stop.Token
        );
    }

    private string Installed(string name = "plugins")
    {
        var directory = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        File.Copy(Sample, Path.Combine(directory, "HillClimber.dll"), overwrite: true);
        return directory;
    }

    private StNasSettings Read(string plugins) => (StNasSettings)SearchFileReader.Read(Search(plugins), []);

    private string Search(string plugins) =>
        _folder.Write(
            "search.conf",
            $$"""
            name = climb
            data { name = procedural, validation = 100 }
            space.preset = st-nas-fashion
            plugins.directory = {{Path.GetFileName(plugins)}}
            strategy { name = hill-climber, candidates = 40, options.stubbornness = 7 }
            supernet { steps = 1, warmup-steps = 0 }
            langevin.samples = 0
            baselines { chain-candidates = 0, random = false }
            retrain { steps = 1, warmup-steps = 0 }
            """
        );
}

/// <summary>
/// A process has one registry, in which the directory that was loaded last comes first: whose tests have different bytes of one plug-in
/// take turns.
/// </summary>
[CollectionDefinition(nameof(OnePlugInAtATime))]
public sealed class OnePlugInAtATime;
