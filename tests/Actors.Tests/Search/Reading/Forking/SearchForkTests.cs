using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.Reading;
using Actors.Search.Reading.Forking;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Tests.Search.Reading.Forking;

public class SearchForkTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();
    private static readonly SearchRig Origin = new SearchRig(Settings).RunToEnd();
    private static readonly StNasSettings Other = Settings with
    {
        Name = "other",
        Strategy = Settings.Strategy with { Name = "random", Options = [], Candidates = 16, Window = 2 },
    };

    [Fact]
    public void A_fork_trains_nothing_again_and_scores_only_what_it_did_not_inherit()
    {
        var rig = Forked(Other, 5);
        Assert.All(rig.Outstanding, task => Assert.Equal("search", task.Phase));

        rig.RunToEnd();

        var (before, after) = (CandidatesOf(Origin), CandidatesOf(rig));
        Assert.Equal(16, after.Count);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(
                (before[i].Architecture, before[i].Madds, before[i].Score),
                (after[i].Architecture, after[i].Madds, after[i].Score)
            );
            Assert.Equal($"candidate {i} of small: {before[i].Origin}", after[i].Origin);
        }
        Assert.Equal(16, after.Select(entry => entry.Architecture).Distinct().Count());
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Empty(
            new HashSet<string>(
                rig.State.Phases.OfType<TrainingPhase>()
                    .Where(phase => phase.Name != "retrain")
                    .SelectMany(phase => phase.Runs)
                    .Select(run => run.Weights!)
            ).Except(Origin.State.Phases.OfType<TrainingPhase>().SelectMany(phase => phase.Runs).Select(run => run.Weights!))
        );
    }

    [Fact]
    public void Its_history_names_where_it_comes_from_and_two_forks_alike_have_one_history()
    {
        var fork = Of(Other, 5);
        var history = Forked(Other, 5).RunToEnd().History();

        Assert.Equal(history, new SearchRig(Other, journal: Of(Other, 5, time: 99).Events).RunToEnd().History());
        var entries = SearchHistory.Of(() => new SearchRig(Other, journal: fork.Events).Journal, verbose: false).ToList();
        Assert.Equal(
            ("fork", "small", "search", 5, fork.Origin.Hash),
            (entries[1].Kind, entries[1].Name, entries[1].Phase, entries[1].Index!.Value, entries[1].Settings)
        );
        Assert.IsType<SearchForked>(fork.Events[0]);
        Assert.NotEqual(fork.Origin.Hash, Of(Other, 4).Origin.Hash);
    }

    [Fact]
    public void A_fork_that_is_killed_after_any_event_goes_on_to_the_same_history()
    {
        var fork = Of(Other, 5);
        var whole = new SearchRig(Other, journal: fork.Events).RunToEnd();
        for (var events = fork.Events.Length; events < whole.Journal.Count; events++)
        {
            Assert.Equal(whole.History(), new SearchRig(Other, journal: whole.Journal.Take(events)).RunToEnd().History());
        }
    }

    [Fact]
    public void The_new_strategy_has_observed_all_that_was_inherited_before_its_first_proposal()
    {
        var evolution = Settings with { Name = "more", Strategy = Settings.Strategy with { Candidates = 14, Window = 6 } };
        var rig = Forked(evolution, 8);
        var own = rig.Journal.OfType<CandidateProposed>().Where(proposed => proposed.Index >= 8).ToList();

        Assert.Equal(Enumerable.Range(8, 6), own.Select(proposed => proposed.Index));
        Assert.All(own, proposed => Assert.Equal(8, proposed.Observed));
        // Four make a population: it need not begin at random.
        Assert.All(own, proposed => Assert.DoesNotContain("random", proposed.Origin, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_changes_a_fork_finds_what_its_origin_found_where_the_window_waits_for_every_result()
    {
        var settings = TestSearches.Settings(window: 1);
        var origin = new SearchRig(settings).RunToEnd();
        var fork = SearchFork.Of(
            () => origin.Journal,
            new ForkRequest(settings with { Name = "again" }, "search", 7),
            StrategyCatalog.Standard,
            1
        );
        var rig = new SearchRig(settings with { Name = "again" }, journal: fork.Events).RunToEnd();

        Assert.Equal(
            CandidatesOf(origin).Select(entry => (entry.Architecture, entry.Score)),
            CandidatesOf(rig).Select(entry => (entry.Architecture, entry.Score))
        );
        Assert.Equal(origin.State.Candidates("search")!.Best!.Architecture, rig.State.Candidates("search")!.Best!.Architecture);
    }

    [Fact]
    public void Results_outside_the_new_constraint_are_left_out_and_those_behind_them_move_up()
    {
        var madds = CandidatesOf(Origin).Select(entry => entry.Madds!.Value).ToArray();
        var most = madds[..6].Order().ElementAt(3);
        var narrow = Other with { Constraint = new() { Madds = [0, most] } };
        var fork = Of(narrow, 6);

        Assert.Equal((6, 4), (fork.Origin.At, fork.Origin.Inherited));
        var rig = new SearchRig(narrow, journal: fork.Events).RunToEnd();
        var entries = CandidatesOf(rig);
        Assert.All(entries, entry => Assert.InRange(entry.Madds!.Value, 0, most));
        Assert.Equal(Enumerable.Range(0, 16), entries.Select(entry => entry.Index!.Value));
        Assert.Equal(
            CandidatesOf(Origin)
                .Take(6)
                .Where(entry => entry.Madds <= most)
                .Select(entry => $"candidate {entry.Index} of small: {entry.Origin}"),
            entries.Take(4).Select(entry => entry.Origin)
        );
    }

    [Fact]
    public void Nothing_inherited_but_the_training_is_a_fork_as_well_and_a_seed_of_its_own_gives_the_strategy_other_draws()
    {
        var same = Forked(Other, 0).RunToEnd();
        var reseeded = Forked(Other with { Strategy = Other.Strategy with { Seed = 1234 } }, 0).RunToEnd();

        Assert.Equal(0, same.State.Candidates("search")!.Spec.Inherited);
        Assert.NotEqual(CandidatesOf(same).Select(entry => entry.Architecture), CandidatesOf(reseeded).Select(entry => entry.Architecture));
    }

    [Fact]
    public void Weights_that_get_lost_are_made_again_with_the_settings_that_they_were_made_with()
    {
        var rig = Forked(Other with { Constraint = new() { Madds = [0, 2_000_000] } }, 2);
        var task = rig.Outstanding[0];
        for (var token = 1; rig.Outstanding.All(one => one.Phase == "search"); token++)
        {
            rig.Report(new TaskFailed(rig.Id, task.Id, TaskFailure.DamagedBlob, "the weights are damaged", "device-1", token));
        }
        var again = rig.Outstanding.First(one => one.Phase != "search");

        Assert.Equal(Origin.State.SettingsBlob, again.Settings);
        Assert.Contains(Origin.State.SettingsBlob, SearchTasks.ReferencedBlobs(rig.State));
        Assert.NotEqual(Origin.State.SettingsBlob, rig.State.SettingsBlob);
    }

    [Theory]
    [InlineData(
        "seed",
        "seed was 7 and would be 8: a fork cannot change it, for the inherited weights, images and scores follow from it; strategy.seed is the seed of the strategy alone."
    )]
    [InlineData(
        "proxy",
        "proxy.images was 1000 and would be 999: a fork cannot change it, for the inherited scores were found in another way."
    )]
    [InlineData(
        "supernet",
        "supernet.steps was 40 and would be 41: a fork cannot change it, for the inherited weights were made in another way."
    )]
    [InlineData(
        "space",
        "space.classes was not set and would be 7: a fork cannot change it, for the inherited architectures belong to another space."
    )]
    [InlineData(
        "threads",
        "devices.threads was 1 and would be 2: a fork cannot change it, for other devices give other bits than those that the inherited scores have."
    )]
    public void What_would_make_the_inherited_results_wrong_is_refused_by_key_and_reason(string kind, string sentence)
    {
        var changed = kind switch
        {
            "seed" => Other with { Seed = 8 },
            "proxy" => Other with { Proxy = new() { Images = 999 } },
            "supernet" => Other with { Supernet = Other.Supernet with { Steps = 41 } },
            "space" => Other with
            {
                Space = new() { Preset = "st-nas-fashion", Classes = 7 },
            },
            _ => Other with { Devices = new() { Threads = 2 } },
        };
        Assert.Equal(sentence, Assert.Throws<UserException>(() => Of(changed, 2)).Message);
    }

    [Fact]
    public void What_is_not_there_yet_is_not_inherited()
    {
        Assert.Equal(
            "small has proposed 12 candidates in search: fork --at 12 or fewer.",
            Assert.Throws<UserException>(() => Of(Other, 13)).Message
        );
        Assert.Contains(
            "The budget of 3 candidates",
            Assert.Throws<UserException>(() => Of(Other with { Strategy = Other.Strategy with { Candidates = 3 } }, 5)).Message,
            StringComparison.Ordinal
        );
        var young = new SearchRig(Settings);
        Assert.Equal(
            "small has not begun a phase 'search' that proposes candidates: it has proposed nothing yet.",
            Assert
                .Throws<UserException>(() =>
                    SearchFork.Of(() => young.Journal, new ForkRequest(Other, "search", 0), StrategyCatalog.Standard, 1)
                )
                .Message
        );
        var halfway = new SearchRig(Settings).RunTo("search");
        Assert.StartsWith(
            "small ",
            Assert
                .Throws<UserException>(() =>
                    SearchFork.Of(() => halfway.Journal, new ForkRequest(Other, "search", 4), StrategyCatalog.Standard, 1)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Failed_candidates_are_inherited_as_failed()
    {
        var origin = new SearchRig(Settings).RunTo("search");
        for (var token = 1; token <= 3; token++)
            origin.Report(new TaskFailed(origin.Id, "search/0@0", TaskFailure.NativeCrash, "aborted", "device-1", token));
        origin.RunToEnd();
        var fork = SearchFork.Of(() => origin.Journal, new ForkRequest(Other, "search", 3), StrategyCatalog.Standard, 1);
        var first = CandidatesOf(new SearchRig(Other, journal: fork.Events).RunToEnd())[0];

        Assert.Equal(("NativeCrash", null), (first.Failure, first.Score));
    }

    [Fact]
    public void A_fork_of_a_fork_says_so_and_keeps_the_settings_that_made_its_weights()
    {
        var first = Forked(Other with { Constraint = new() { Madds = [0, 2_000_000] } }, 5).RunToEnd();
        var fork = SearchFork.Of(
            () => first.Journal,
            new ForkRequest(Other with { Name = "third" }, "search", 7),
            StrategyCatalog.Standard,
            1
        );

        Assert.Equal("other", fork.Origin.Origin);
        Assert.Equal(Origin.State.Settings, fork.Origin.Settings);
        Assert.Equal(SearchStatus.Completed, new SearchRig(Other with { Name = "third" }, journal: fork.Events).RunToEnd().State.Status);
    }

    [Fact]
    public void A_beam_goes_on_only_from_its_own_candidates()
    {
        var settings = new CrNasSettings
        {
            Name = "blocks",
            Data = new() { Name = "procedural-detection" },
            Backbone = new() { Name = "resnet_small" },
        };
        var origin = new SearchRig(settings).RunToEnd();
        ForkedSearch At(int at, CrNasSettings changed, string phase = "operation-search") =>
            SearchFork.Of(() => origin.Journal, new ForkRequest(changed with { Name = "again" }, phase, at), StrategyCatalog.Standard, 1);

        var same = new SearchRig(settings with { Name = "again" }, journal: At(4, settings).Events).RunToEnd();
        Assert.Equal(
            origin.State.Candidates("operation-search")!.Best!.Architecture,
            same.State.Candidates("operation-search")!.Best!.Architecture
        );
        var wider = settings with { OperationSearch = settings.OperationSearch with { Options = new() { ["width"] = 2 } } };
        Assert.StartsWith(
            "The strategy 'beam' can only go on",
            Assert.Throws<UserException>(() => At(4, wider)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            SearchStatus.Completed,
            new SearchRig(wider with { Name = "again" }, journal: At(0, wider).Events).RunToEnd().State.Status
        );
        Assert.Equal(
            SearchStatus.Completed,
            new SearchRig(settings with { Name = "again" }, journal: At(3, settings, "stage-search").Events).RunToEnd().State.Status
        );
        Assert.Contains(
            "for the inherited weights",
            Assert.Throws<UserException>(() => At(4, settings with { OperationSupernet = new() { Steps = 3 } })).Message,
            StringComparison.Ordinal
        );
    }

    private static ForkedSearch Of(StNasSettings settings, int at, long time = 1) =>
        SearchFork.Of(() => Origin.Journal, new ForkRequest(settings, "search", at), StrategyCatalog.Standard, time);

    private static SearchRig Forked(StNasSettings settings, int at) => new(settings, journal: Of(settings, at).Events);

    private static List<HistoryEntry> CandidatesOf(SearchRig rig) =>
        [.. SearchHistory.Of(() => rig.Journal, verbose: false).Where(entry => entry is { Kind: "candidate", Phase: "search" })];
}
