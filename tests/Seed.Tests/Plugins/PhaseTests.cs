using Actors.Archive;
using Actors.Hosting;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Seed.SearchFiles;
using Seed.Tests.Commands;
using Testing;

namespace Seed.Tests.Plugins;

/// <summary>Phases of plug-ins, as the samples have them and as nobody wants them.</summary>
[Collection(nameof(OnePlugInAtATime))]
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class PhaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_sample_searches_again_around_the_best_and_gives_the_best_a_second_look()
    {
        var settings = Read(Sample());
        Assert.Equal(
            ["HillClimber", "SecondLook", "ToyProblem"],
            Read(Sample(), "strategy.name=hill-climber").Plugins!.Assemblies.Select(entry => entry.Key)
        );

        var done = await RunAsync("search", settings);

        Assert.Equal((SearchStatus.Completed, null), (done.Status, done.Status == SearchStatus.Failed ? done.Note : null));
        Assert.Equal(["search", "refine", "second-look"], done.Phases!.Select(phase => phase.Name));
        Assert.Equal([60, 40, 5], done.Phases!.Select(phase => phase.Done));
        var history = await HistoryAsync("search");
        var (first, refined, second) = (Of("search"), Of("refine"), Of("second-look"));
        Assert.Equal(
            ["Around the best 5.", "The best 5 again, with 10 other samples each."],
            history.Where(entry => entry.Kind == "phase").Select(entry => entry.Note).OfType<string>()
        );
        // What is looked at again is the best of both phases, since both were scored with the same samples; and its scores are new ones.
        var best = first.Concat(refined).OrderByDescending(one => one.Score).Select(one => one.Architecture).Distinct().Take(5);
        Assert.Equal(best, second.Select(one => one.Architecture));
        Assert.All(second, one => Assert.Equal(10, one.Scores!.Value.Distinct().Count()));
        Assert.All(
            second,
            one =>
                Assert.Empty(
                    one.Scores!.Value.Intersect(
                        first.Concat(refined).First(before => before.Architecture == one.Architecture).Scores!.Value
                    )
                )
        );
        Assert.True(
            refined.Average(one => one.Score) > first.Average(one => one.Score),
            "searching around the best is better than searching anywhere"
        );
        var winner = history.Single(entry => entry.Kind == "winner");
        Assert.Equal(("second-look", second.Max(one => one.Score)), (winner.Phase, winner.Score));

        List<HistoryEntry> Of(string phase) => [.. history.Where(entry => entry.Kind == "candidate" && entry.Phase == phase)];
    }

    [Fact]
    public async Task A_search_that_is_interrupted_again_and_again_has_the_same_history()
    {
        var settings = Read(Sample());
        Assert.Equal(SearchStatus.Completed, (await RunAsync("undisturbed", settings)).Status);
        var (stops, status) = (0, SearchStatus.Suspended);
        for (long stopAt = 50; status == SearchStatus.Suspended; stopAt += 27, stops++)
            status = (await RunAsync("disturbed", settings, stopAt)).Status;

        Assert.Equal(SearchStatus.Completed, status);
        Assert.True(stops > 2, $"it was stopped {stops} times");
        Assert.Equal(Text(await HistoryAsync("undisturbed")), Text(await HistoryAsync("disturbed")));

        static string[] Text(List<HistoryEntry> history) =>
            [
                .. history.Select(entry =>
                    $"{entry.Kind} {entry.Phase} {entry.Index} {entry.Architecture} {entry.Score:R} {entry.Origin} {entry.Note}"
                ),
            ];
    }

    [Theory]
    [InlineData(false, "The phase 'bad' planned nothing.")]
    [InlineData(
        true,
        "The phase 'bad' did not say within 1 seconds what it plans, and is given up: raise strategy.patience, or go on with other phases."
    )]
    public async Task A_phase_that_plans_nothing_or_hangs_stops_the_search_which_goes_on_with_others(bool hangs, string told)
    {
        var file = Sample();
        MadePlugin.WritePhase(Path.Combine(_folder.Path, "plugins"), "Bad", "bad", hangs);
        var failed = await RunAsync("search", Read(file, "strategy.patience=1", "phases=[{ plugin = bad }]"));
        Assert.Equal((SearchStatus.Failed, told), (failed.Status, failed.Note));

        var again = await RunAsync("search", Read(file, "strategy.patience=1", "phases=[{ plugin = bad }]"));
        Assert.Equal((SearchStatus.Failed, told), (again.Status, again.Note));
        var done = await RunAsync("search", Read(file, "phases=[{ plugin = confirm-the-best }]"));

        Assert.Equal(SearchStatus.Completed, done.Status);
        Assert.Equal(["search", "confirm-the-best"], done.Phases!.Select(phase => phase.Name));
        Assert.Equal("confirm-the-best", (await HistoryAsync("search"))[^1].Phase);
    }

    [Fact]
    public async Task Phases_that_have_begun_stay_and_those_that_have_not_may_be_left_out()
    {
        var file = Sample();
        MadePlugin.WritePhase(Path.Combine(_folder.Path, "plugins"), "Bad", "bad", hangs: false);
        await RunAsync("search", Read(file, "phases=[{ plugin = refine }, { plugin = bad }]"));

        var refused = await Assert.ThrowsAsync<UserException>(() =>
            RunAsync("search", Read(file, "phases=[{ plugin = confirm-the-best }]"))
        );
        Assert.Contains(
            "The phases that have begun (search, refine) must stay the first ones, and would be search, confirm-the-best.",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(SearchStatus.Completed, (await RunAsync("search", Read(file, "phases=[{ plugin = refine }]"))).Status);
    }

    [Fact]
    public async Task A_mistake_in_a_phase_is_told_before_anything_starts()
    {
        var file = Sample();
        await Told("phases[0].plugin: there is no phase \"refin\"; did you mean refine?", "phases=[{ plugin = refin }]");
        await Told("phases[0].options.best: ", "phases=[{ plugin = refine, options.best = 0 }]");
        await Told(
            "phases[0].options.bst: is no option of the phase 'refine': it has best, candidates, strategy",
            "phases=[{ plugin = refine, options.bst = 1 }]"
        );
        await Told("phases[0].plugn: unknown key; did you mean phases[0].plugin?", "phases=[{ plugn = refine }]");
        await Told("phases[0].plugin: is missing", "phases=[{ name = second }]");
        await Told("phases[0].name: ", "phases=[{ plugin = refine, name = \"Second Look\" }]");
        await Told(
            "phases[1].name: there is a phase \"refine\" before it; give it another name, as in name = refine-2",
            "phases=[{ plugin = refine }, { plugin = refine }]"
        );
        await Told(
            "phases[0].name: \"search\" is a phase of Langevin's own; give it another name, as in name = search-2",
            "phases=[{ plugin = refine, name = search }]"
        );
        await Told(
            "phases[0].after: is \"stage-search\", where phases of method = black-box can follow search; name that, or leave it out",
            "phases=[{ plugin = refine, after = stage-search }]"
        );
        await Told("phases: must be a list", "phases=3");
        file = Sample("finalists.conf");
        await Told(
            "phases[0].name: \"retrain\" is a phase of Langevin's own; give it another name, as in name = retrain-2",
            "phases=[{ plugin = refine, name = retrain }]"
        );
        await Told(
            "phases[0].name: \"chain-finals-rung-2\" is a phase of Langevin's own",
            "phases=[{ plugin = refine, name = chain-finals-rung-2 }]"
        );
        await Told("phases[0].plugin: there is no phase \"shrnk\"; did you mean shrink?", "phases=[{ plugin = shrnk }]");
        file = Sample();

        var plan = await Shell.RunAsync("run", file, "--dry-run");
        Assert.Equal((0, ""), (plan.Code, plan.Error));
        Assert.Contains("then refine, second-look: planned from what was found", plan.Out, StringComparison.Ordinal);
        Assert.Null(Read(file, "phases=[]").Phases);

        async Task Told(string sentence, string set)
        {
            var said = await Shell.RunAsync("run", file, "--dry-run", "--set", set);
            Assert.Equal(2, said.Code);
            Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_list_shows_phases_and_the_check_holds_them_to_their_contract()
    {
        Sample();
        var directory = Path.Combine(_folder.Path, "plugins");
        var list = await Shell.RunAsync("plugins", "list", directory, "--json");
        string[] phases = ["choose", "confirm-the-best", "refine", "resample", "shrink", "try-out"];
        Assert.Equal(
            phases,
            list.Json.GetProperty("plugins")
                .EnumerateArray()
                .Where(one => one.GetProperty("kind").GetString() == "phase")
                .Select(one => one.GetProperty("name").GetString())
        );
        foreach (var phase in phases)
        {
            var good = await Shell.RunAsync("plugins", "check", directory, phase);
            Assert.Equal((0, ""), (good.Code, good.Error));
            Assert.DoesNotContain("BROKEN", good.Out, StringComparison.Ordinal);
        }
        var other = Path.Combine(_folder.Path, "other");
        MadePlugin.WritePhase(other, "Bad", "bad-too", hangs: false);
        var bad = await Shell.RunAsync("plugins", "check", other, "bad-too");
        Assert.Equal(1, bad.Code);
        Assert.Contains("it planned nothing", bad.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("second-look.conf")]
    [InlineData("finalists.conf")]
    public async Task Crashes_and_partitions_change_nothing_of_a_search_with_phases(string file)
    {
        var said = await Shell.RunAsync(
            "simulate",
            Sample(file),
            "--nodes",
            "3",
            "--devices",
            "4",
            "--faults",
            "crash=200/hour,control-crash=200/hour,partition=60/hour,loss=0.02",
            "--runs",
            "5",
            "--json"
        );
        Assert.Equal((0, ""), (said.Code, said.Error));
    }

    /// <summary>The samples' own file, beside a plug-in directory with all of them.</summary>
    private string Sample(string file = "second-look.conf")
    {
        var plugins = Directory.CreateDirectory(Path.Combine(_folder.Path, "plugins")).FullName;
        foreach (var sample in new[] { "HillClimber", "ToyProblem", "SecondLook" })
        {
            File.Copy(
                Path.Combine(TestData.Repository, "artifacts", "bin", sample, "release", sample + ".dll"),
                Path.Combine(plugins, sample + ".dll"),
                overwrite: true
            );
        }
        return _folder.Write(file, File.ReadAllText(Path.Combine(TestData.Repository, "samples", file)));
    }

    private static BlackBoxSettings Read(string file, params string[] set) => (BlackBoxSettings)SearchFileReader.Read(file, set);

    private async Task<SearchProgress> RunAsync(string name, BlackBoxSettings settings, long? stopAt = null)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        var options = new LocalClusterOptions
        {
            Directory = directory,
            Devices = 2,
            Runtimes = new SearchRuntimeFactory(),
        };
        await using var cluster = await LocalCluster.StartAsync(options, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        return await cluster.RunAsync(
            new StartSearch(settings.Name, SettingsJson.Text(settings)),
            progress =>
            {
                if (progress.Phases?.Sum(phase => phase.Done) >= stopAt)
                    stop.Cancel();
            },
            stop.Token
        );
    }

    private async Task<List<HistoryEntry>> HistoryAsync(string name)
    {
        var history = new List<HistoryEntry>();
        await foreach (
            var entry in SearchReader
                .In(Path.Combine(_folder.Path, name))
                .HistoryAsync(verbose: false, TestContext.Current.CancellationToken)
        )
            history.Add(entry);
        return history;
    }
}
