using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Methods;

public class BlackBoxMethodTests
{
    internal static BlackBoxSettings Settings(int samples = 1, int candidates = 20) =>
        new()
        {
            Name = "boxed",
            Seed = 7,
            Space = new BlackBoxSpaceSettings
            {
                Decisions = new JsonObject
                {
                    ["a"] = new JsonArray(1, 2, 3, 4),
                    ["b"] = new JsonArray("x", "y", "z"),
                    ["c"] = new JsonArray("on", "off"),
                },
            },
            Evaluator = new EvaluatorSettings { Command = ["true"], Samples = samples },
            Strategy = new StrategySettings
            {
                Candidates = candidates,
                Window = 3,
                Attempts = 2,
                Options = new JsonObject { ["population"] = 4, ["tournament"] = 2 },
            },
        };

    [Fact]
    public void Candidates_are_scored_at_once_without_any_weights()
    {
        var rig = new SearchRig(Settings());
        Assert.Equal(["search/0@0", "search/1@0", "search/2@0"], rig.Outstanding.Select(task => task.Id));
        Assert.All(rig.Outstanding, task => Assert.Equal((null, DeviceTaskKind.Evaluate), (task.Weights, task.Kind)));
        Assert.Equal(
            "search: the window of 3 is full: 3 candidates wait for their scores",
            Assert.Single(SearchWaiting.Reasons(rig.State))
        );
        rig.RunToEnd();
        Assert.Equal((SearchStatus.Completed, 20), (rig.State.Status, rig.State.Candidates("search")!.Decided));
        var view = SearchViewing.View(rig.State)!;
        Assert.Equal($"best {view.Best!.Score:0.0000}", Assert.Single(view.Phases).Note);
    }

    [Fact]
    public void Each_candidate_is_scored_as_often_as_there_are_samples()
    {
        var rig = new SearchRig(Settings(samples: 3, candidates: 5)).RunToEnd();
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(3, rig.State.Candidates("search")!.Best!.Scores.Length);
    }

    [Fact]
    public void A_space_smaller_than_the_budget_is_searched_whole() =>
        Assert.Equal(24, new SearchRig(Settings(candidates: 100)).RunToEnd().State.Candidates("search")!.Decided);

    [Fact]
    public void A_restart_anywhere_changes_nothing_of_the_history()
    {
        var undisturbed = new SearchRig(Settings(samples: 2)).RunToEnd();
        for (var events = 1; events < undisturbed.Journal.Count; events += 7)
        {
            Assert.Equal(undisturbed.History(), undisturbed.Restarted(events).RunToEnd().History());
        }
    }

    [Fact]
    public void A_candidate_whose_evaluator_kills_the_device_s_process_every_time_is_given_up_and_the_search_goes_on()
    {
        var rig = new SearchRig(Settings());
        for (var kill = 0; kill < 5; kill++)
        {
            Assert.Contains(rig.Outstanding, task => task.Id == "search/1@0");
            // Whatever else befalls it says nothing of who kills.
            rig.Lose(new AttemptLost(rig.Id, "search/1@0", TaskFailure.DeviceLost, "not heard of for 6 seconds", "device"));
            rig = rig.Restarted();
            rig.Lose(new AttemptLost(rig.Id, "search/1@0", TaskFailure.DeviceKilled, "killed", "device"));
        }
        var given = Assert.Single(rig.Journal.OfType<CandidateFailed>());
        Assert.Equal((1, TaskFailure.DeviceKilled), (given.Index, given.Failure));
        Assert.StartsWith(
            "the device's process was killed 5 times in a row while it was evaluated",
            given.Reason,
            StringComparison.Ordinal
        );
        Assert.Equal(
            (SearchStatus.Completed, 20, 1),
            (rig.RunToEnd().State.Status, rig.State.Candidates("search")!.Decided, rig.State.Candidates("search")!.Failed)
        );
    }

    [Fact]
    public void Kills_that_hit_different_samples_or_a_search_without_a_command_are_held_against_nobody()
    {
        var rig = new SearchRig(Settings(samples: 3));
        for (var sample = 0; sample < 3; sample++)
        {
            for (var kill = 0; kill < 4; kill++)
                rig.Lose(new AttemptLost(rig.Id, $"search/0@{sample}", TaskFailure.DeviceKilled, "killed", "device"));
            rig.Do(rig.Outstanding.Single(task => task.Id == $"search/0@{sample}"));
        }
        Assert.Empty(rig.Journal.OfType<CandidateFailed>());

        rig = new SearchRig(TestSearches.Settings()).RunTo("search");
        for (var kill = 0; kill < 20; kill++)
            rig.Lose(new AttemptLost(rig.Id, "search/0@1", TaskFailure.DeviceKilled, "killed", "device"));
        Assert.Empty(rig.Journal.OfType<CandidateFailed>());
    }

    [Fact]
    public void A_search_in_which_nothing_could_be_scored_has_failed_and_says_why()
    {
        var rig = new SearchRig(Settings(candidates: 3));
        for (long token = 1; rig.Outstanding is [var task, ..]; token++)
        {
            rig.Report(new TaskFailed(rig.Id, task.Id, TaskFailure.Error, "score.py ended with exit code 1", "device-0", token));
        }
        Assert.Equal(SearchStatus.Failed, rig.State.Status);
        Assert.Equal("None of the 3 candidates could be scored, the first because: score.py ended with exit code 1", rig.State.Failure);
    }

    [Fact]
    public void Where_a_table_and_its_evaluator_lie_is_no_part_of_a_search_but_what_is_in_it_is()
    {
        string Text(string path, string hash, int limit) =>
            SettingsJson.Text(
                Settings() with
                {
                    Space = new BlackBoxSpaceSettings { Table = path, TableHash = hash },
                    Evaluator = new EvaluatorSettings { Directory = path, TimeLimit = limit },
                }
            );
        Assert.Null(SettingsIdentity.FirstDifference(Text("/a", "1", 5), Text("/b", "1", 6)));
        Assert.Equal(SettingsIdentity.Hash(Text("/a", "1", 5)), SettingsIdentity.Hash(Text("/b", "1", 6)));
        Assert.StartsWith(
            "space.table-hash was",
            SettingsIdentity.FirstDifference(Text("/a", "1", 5), Text("/a", "2", 5)),
            StringComparison.Ordinal
        );
    }
}
