using Actors.Hosting;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Benchmarks;
using Seed.Tests.Results;
using Testing;

namespace Seed.Tests.Archive;

/// <summary>The fate of a command that meets a directory of a search. Its devices take no time and need no tensors.</summary>
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class SearchStandingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static StNasSettings Settings { get; } =
        new()
        {
            Name = "small",
            Data = new() { Name = "procedural" },
            Space = new() { Preset = "st-nas-fashion" },
            Supernet = new() { Steps = 1, WarmupSteps = 0 },
            Langevin = new() { Samples = 0 },
            Strategy = new()
            {
                Name = "random",
                Candidates = 3,
                Window = 2,
            },
            Baselines = new() { ChainCandidates = 0, Random = false },
            Retrain = new() { Steps = 1, WarmupSteps = 0 },
        };

    private string Target => Path.Combine(_folder.Path, "runs", "one");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Where_nothing_is_a_search_begins_and_looking_makes_nothing()
    {
        Assert.Equal(new SearchStanding(Used: null), await StandingAsync(Settings));
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task The_same_search_goes_on_with_the_data_it_began_with_and_what_no_result_depends_on_as_it_is_now()
    {
        var requested = MadeUpSearch.Settings with
        {
            Data = new DataSettings { Name = "fashion-mnist", Fallback = "procedural" },
        };
        Begin(requested, requested with { Data = new DataSettings { Name = "procedural" } });

        var used = (StNasSettings)(await StandingAsync(requested with { Devices = new DeviceSettings { Count = 8 } })).Used!;

        Assert.Equal(("procedural", 8), (used.Data.Name, used.Devices.Count));
    }

    [Fact]
    public async Task Data_that_lie_elsewhere_now_are_read_there()
    {
        Begin(MadeUpSearch.Settings with { Data = MadeUpSearch.Settings.Data with { Root = "/old" } });

        var used = (StNasSettings)
            (await StandingAsync(MadeUpSearch.Settings with { Data = MadeUpSearch.Settings.Data with { Root = "/new" } })).Used!;

        Assert.Equal("/new", used.Data.Root);
    }

    [Fact]
    public async Task Another_strategy_takes_over_with_everything_else_as_it_was_used()
    {
        Begin(MadeUpSearch.Settings, MadeUpSearch.Settings with { Data = new DataSettings { Name = "procedural" } });

        var standing = await StandingAsync(
            MadeUpSearch.Settings with
            {
                Strategy = MadeUpSearch.Settings.Strategy with { Name = "random", Options = [] },
            }
        );

        var used = (StNasSettings)standing.Used!;
        Assert.Equal(("random", "procedural"), (used.Strategy.Name, used.Data.Name));
        Assert.Equal("strategy.name was \"evolution\" and is \"random\"", standing.Change);
    }

    [Fact]
    public async Task Other_settings_than_those_of_a_finished_search_are_refused_by_the_first_difference_another_strategy_too()
    {
        await RunAsync(Settings, new InstantRuntimeFactory());
        var error = await Assert.ThrowsAsync<UserException>(() =>
            StandingAsync(Settings with { Supernet = Settings.Supernet with { Steps = 7 }, Retrain = Settings.Retrain with { Steps = 8 } })
        );
        Assert.Contains("holds a search with other settings: supernet.steps was 1 and is 7", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("retrain", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "strategy.name",
            (
                await Assert.ThrowsAsync<UserException>(() =>
                    StandingAsync(Settings with { Strategy = Settings.Strategy with { Name = "evolution" } })
                )
            ).Message,
            StringComparison.Ordinal
        );
        Assert.True((await StandingAsync(Settings)).IsFinished);
    }

    /// <summary>The search stopped as after data that could not be read: the journal tells how it began, and why it stopped.</summary>
    [Fact]
    public async Task A_search_that_has_nothing_to_show_makes_room_and_the_other_is_as_if_it_had_been_the_first()
    {
        Assert.Equal(SearchStatus.Failed, (await RunAsync(Settings, new NoData())).Status);
        var other = Settings with { Seed = 9 };

        var standing = await StandingAsync(other);
        Assert.Equal((null, "seed was 1 and is 9"), (standing.Used, standing.Discarded));
        using (var directory = SearchDirectory.Open(Target))
        {
            directory.Clear();
            Assert.False(directory.HasBegun);
        }
        Assert.Equal(new SearchStanding(Used: null), await StandingAsync(Settings));
        Assert.Equal(SearchStatus.Completed, (await RunAsync(other, new InstantRuntimeFactory())).Status);

        var history = await HistoryAsync(Target);
        var fresh = Path.Combine(_folder.Path, "fresh");
        await RunAsync(other, new InstantRuntimeFactory(), fresh);
        Assert.Equal(await HistoryAsync(fresh), history);
    }

    [Fact]
    public async Task One_that_has_a_single_result_does_not()
    {
        using var stop = new CancellationTokenSource();
        await RunAsync(
            Settings with
            {
                Strategy = Settings.Strategy with { Candidates = 400, Window = 1 },
            },
            new InstantRuntimeFactory(1, stop.Cancel),
            stop: stop.Token
        );
        var error = await Assert.ThrowsAsync<UserException>(() => StandingAsync(Settings with { Seed = 9 }));
        Assert.Contains("holds a search with other settings: seed was 1 and is 9", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A node's journal is in a directory like this: it is nobody's to clear.</summary>
    [Fact]
    public async Task A_journal_without_settings_beside_it_makes_no_room()
    {
        await RunAsync(Settings, new NoData());
        File.Delete(Path.Combine(Target, SearchDirectory.RequestFile));
        Assert.Contains(
            "seed was 1 and is 9",
            (await Assert.ThrowsAsync<UserException>(() => StandingAsync(Settings with { Seed = 9 }))).Message,
            StringComparison.Ordinal
        );
        Assert.NotNull((await StandingAsync(Settings)).Used);
    }

    [Fact]
    public async Task A_result_of_somebody_else_is_not_replaced()
    {
        _folder.Write("runs/one/result/mine.txt", "mine");
        var error = await Assert.ThrowsAsync<UserException>(() => StandingAsync(Settings));
        Assert.Contains("result is there and of no search, and would be replaced", error.Message, StringComparison.Ordinal);
    }

    private Task<SearchStanding> StandingAsync(SearchSettings requested) =>
        SearchStanding.OfAsync(Target, requested, acceptPlugins: false, Cancel);

    private void Begin(SearchSettings requested, SearchSettings? used = null)
    {
        using var directory = SearchDirectory.Open(Target);
        directory.Begin(requested, used ?? requested);
    }

    private static async Task<string> HistoryAsync(string directory)
    {
        var said = await Commands.Shell.RunAsync("history", directory, "--json");
        Assert.Equal((0, ""), (said.Code, said.Error));
        return said.Out;
    }

    private async Task<SearchProgress> RunAsync(
        SearchSettings settings,
        ISearchRuntimeFactory runtimes,
        string? path = null,
        CancellationToken? stop = null
    )
    {
        using var directory = SearchDirectory.Open(path ?? Target);
        directory.Begin(settings, settings);
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Directory = directory.Path, Runtimes = runtimes },
            Cancel
        );
        return await cluster.RunAsync(new StartSearch(settings.Name, SettingsJson.Text(settings)), _ => { }, stop ?? Cancel);
    }

    private sealed class NoData : ISearchRuntimeFactory
    {
        public ISearchRuntime Open(SearchSettings settings) => throw new UserException("/data is not there.");
    }
}
