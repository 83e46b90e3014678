using Actors.Dispatch;
using Actors.Scores;
using Actors.Search;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Strategies;
using Microsoft.Extensions.Time.Testing;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Tests.Search;

public class SearchCoreTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();

    private readonly MemoryShell _shell = new();

    [Fact]
    public void A_task_that_was_lost_with_its_device_is_withdrawn_where_nobody_waits_for_it()
    {
        var core = Started();
        var wanted = Assert.Single(_shell.Take<SubmitTask>()).Task;

        core.Lost(new AttemptLost(Settings.Name, wanted.Id, TaskFailure.DeviceLost, "killed", "device"));
        _shell.Run();
        Assert.Empty(_shell.Take<WithdrawTask>());
        core.Lost(new AttemptLost(Settings.Name, "search/3@0", TaskFailure.NativeCrash, "aborted", "device"));
        _shell.Run();
        Assert.Equal([new WithdrawTask(Settings.Name, "search/3@0")], _shell.Take<WithdrawTask>());
    }

    [Fact]
    public void Nothing_is_acknowledged_before_it_is_durable()
    {
        var core = Started();
        var task = Assert.Single(_shell.Take<SubmitTask>()).Task;
        var acknowledged = false;

        core.Report(new CheckpointStored(Settings.Name, task.Id, 10, "blob"), () => acknowledged = true);
        Assert.False(acknowledged);
        Assert.Equal(0, core.Durable.Run(task.Id)!.DurableStep);
        _shell.Run();

        Assert.True(acknowledged);
        Assert.Equal(10, core.Durable.Run(task.Id)!.DurableStep);
    }

    [Fact]
    public void A_result_that_another_device_brings_late_is_acknowledged_and_recorded_as_rejected_once()
    {
        var core = Started();
        core.Report(Finished("a"), () => { });
        core.Report(Finished("a"), () => { });
        _shell.Run();
        Assert.Empty(_shell.Journal.OfType<LateResultRejected>());

        var acknowledged = 0;
        for (var time = 0; time < 3; time++)
            core.Report(Finished("b"), () => acknowledged++);
        _shell.Run();

        Assert.Equal(3, acknowledged);
        Assert.Equal(("supernet/0", "b"), _shell.Journal.OfType<LateResultRejected>().Select(e => (e.Task, e.Device)).Single());
        Assert.Equal("a's weights", core.Durable.Run("supernet/0")!.Weights);
        Assert.Equal(1, core.Durable.LateResults);
        var trace = SearchHistory.Of(() => _shell.Journal, verbose: true).First().Trace!;
        Assert.Equal(("supernet/0", "b"), trace.LateResults!.Value.Select(late => (late.Task, late.Device)).Single());
    }

    [Fact]
    public void Who_brought_a_result_is_known_after_a_restart()
    {
        Started().Report(Finished("a"), () => { });
        var journal = _shell.Journal.ToList();
        var core = _shell.Recover(Core());

        core.Report(Finished("a"), () => { });
        Assert.Equal(journal, _shell.Journal);
        core.Report(Finished("b"), () => { });
        Assert.IsType<LateResultRejected>(_shell.Journal[^1]);
    }

    [Fact]
    public void The_journal_does_not_grow_without_end_with_late_results_nor_with_those_of_tasks_that_nobody_named()
    {
        var core = Started();
        core.Report(Finished("a"), () => { });
        core.Report(new TrainingFinished(Settings.Name, "supernet/9", "weights", null, "b", 1), () => { });
        core.Report(new EvaluationFinished(Settings.Name, "search/0@0", [new CandidateScore(1, 0)], "b", 1), () => { });
        core.Report(new EvaluationFinished(Settings.Name, "supernet/0", [new CandidateScore(1, 0)], "b", 1), () => { });
        Assert.Equal(0, core.Issued.LateResults);

        for (var device = 0; device < 1100; device++)
            core.Report(Finished($"late-{device}"), () => { });
        Assert.Equal(1000, core.Issued.LateResults);
    }

    [Fact]
    public void Scores_that_are_known_from_before_need_no_device_and_give_the_same_history()
    {
        var asked = AtSearch(out var core);
        var question = asked[0];
        Assert.Equal(question.TaskId, _shell.Scores.OfType<FindScores>().First().TaskId);
        Assert.Empty(_shell.Take<SubmitTask>());

        core.Found(new ScoresFound(question.TaskId, [new KnownScore(new CandidateScore(0.5, 0.25), "another/1.0")], 0));
        _shell.Run();

        var recorded = _shell.Journal.OfType<EvaluationRecorded>().Single();
        Assert.Equal(
            ("search", 0, 0, 0.5, 0.25, "another/1.0", true),
            (recorded.Phase, recorded.Index, recorded.Sample, recorded.Score, recorded.Loss, recorded.Device, recorded.Reused)
        );
        Assert.Empty(_shell.Take<IWireMessage>());
        var candidate = SearchHistory.Of(() => _shell.Journal, verbose: true).First(entry => entry.Kind == "candidate");
        Assert.Equal((1, 0.0), (candidate.Trace!.Reused, candidate.Trace.Seconds));
    }

    [Fact]
    public void Scores_that_nobody_knows_are_found_by_devices_and_kept()
    {
        var asked = AtSearch(out var core);
        core.Found(new ScoresFound(asked[0].TaskId, [], 0));
        var task = Assert.Single(_shell.Take<SubmitTask>()).Task;
        Assert.Equal(asked[0].TaskId, task.Id);
        // The answer comes again, or to a question that nobody waits for.
        core.Found(new ScoresFound(asked[0].TaskId, [], 0));
        core.Found(new ScoresFound("search/99@0", [], 0));
        Assert.Empty(_shell.Take<SubmitTask>());

        core.Report(new EvaluationFinished(Settings.Name, task.Id, [new CandidateScore(0.5, null)], "node/0", 1), () => { });
        Assert.Empty(_shell.Scores.OfType<KeepScores>());
        _shell.Run();
        var kept = Assert.Single(Assert.Single(_shell.Scores.OfType<KeepScores>()).Scores);
        Assert.Equal((asked[0].Keys[0], new KnownScore(new CandidateScore(0.5, null), "node/0")), kept);
    }

    [Fact]
    public void A_question_that_was_lost_is_asked_again()
    {
        var asked = AtSearch(out var core);
        _shell.Scores.Clear();
        core.Tick();
        Assert.Equal(asked.Select(question => question.TaskId), _shell.Scores.OfType<FindScores>().Select(question => question.TaskId));
    }

    [Fact]
    public void Somebody_else_s_plan_is_asked_for_once_and_what_comes_of_an_earlier_question_counts_no_more()
    {
        var question = new PhaseStart.AskPlugin(
            () => throw new InvalidOperationException("The shell asks."),
            TimeSpan.FromSeconds(1),
            new PhaseStart.Impossible("late")
        );
        var spec = new TrainingSpec([new RunSpec("run", null, null, null, null, 10, 0)], 5, 3, 1);
        var catalog = StrategyCatalog.Standard;
        var core = _shell.Recover(
            new SearchCore(
                Settings.Name,
                // Every opening of settings makes another question.
                new SearchCoreOptions(
                    text =>
                        OpenedSearch.Of(text, catalog) with
                        {
                            Plan = new SearchPlan([new PlannedPhase("own", _ => question with { })]),
                        },
                    new FakeTimeProvider(),
                    30
                ),
                new StrategyChildren(catalog, (_, _) => throw new InvalidOperationException("No phase proposes.")),
                _shell
            )
        );
        core.Start(SettingsJson.Text(Settings), _ => { }, reason => throw new InvalidOperationException(reason));
        _shell.Run();
        core.Reconcile();
        var first = Assert.Single(_shell.Asked);

        core.Idle(() => { });
        var other = SettingsJson.Text(Settings with { Devices = new DeviceSettings { Count = 9 } });
        core.Start(other, _ => { }, reason => throw new InvalidOperationException(reason));
        _shell.Run();
        Assert.Equal(2, _shell.Asked.Count);
        core.PlanAnswered(first, new PhaseStart.Impossible("it knew other settings"));
        _shell.Run();
        Assert.True(core.Durable.IsRunning);
        core.PlanAnswered(_shell.Asked[1], new PhaseStart.Train(spec, "as planned"));
        _shell.Run();
        Assert.Equal("as planned", core.Durable.Phase("own")!.Note);
        core.PlanAnswered(_shell.Asked[1], new PhaseStart.Train(spec, "once more"));
        _shell.Run();
        Assert.Single(_shell.Journal.OfType<PhaseStarted>());
    }

    [Fact]
    public void A_search_in_which_nothing_can_move_any_more_fails_and_says_what_it_waits_for()
    {
        // Scored with weights that no phase makes.
        var spec = new CandidateSpec(9, 3, true, 1, "random", "{}", "whole", 0, long.MaxValue, [new WeightsRef("nowhere/0", null)], 1);
        var catalog = StrategyCatalog.Standard;
        var core = _shell.Recover(
            new SearchCore(
                Settings.Name,
                new SearchCoreOptions(
                    text =>
                        OpenedSearch.Of(text, catalog) with
                        {
                            Plan = new SearchPlan([new PlannedPhase("search", _ => new PhaseStart.Explore(spec))]),
                        },
                    new FakeTimeProvider(),
                    30
                ),
                new StrategyChildren(catalog, (_, _) => new Listener([])),
                _shell
            )
        );
        core.Start(SettingsJson.Text(Settings), _ => { }, reason => throw new InvalidOperationException(reason));
        _shell.Run();
        core.Answered(new StrategyAnswer("search", 0, new Proposed("one", 1, 1, "here", 0, IsPartial: false)));
        _shell.Run();
        // As far as is known, the strategy thinks.
        Assert.True(core.Durable.IsRunning);

        core.Answered(new StrategyAnswer("search", 1, new StrategyWaits(0)));
        _shell.Run();
        Assert.Equal(SearchStatus.Failed, core.Durable.Status);
        Assert.EndsWith(
            "search: the strategy 'random' waits for a result before proposal 1, and none of the 1 candidates without one is being scored.",
            core.Durable.Failure,
            StringComparison.Ordinal
        );
    }

    /// <summary>A search whose first proposal can be scored with the supernet's own weights.</summary>
    private List<FindScores> AtSearch(out SearchCore core)
    {
        var settings = TestSearches.Settings(samples: 0);
        var catalog = StrategyCatalog.Standard;
        var asked = new List<StrategyMessage>();
        core = _shell.Recover(
            new SearchCore(
                Settings.Name,
                new SearchCoreOptions(text => OpenedSearch.Of(text, catalog), new FakeTimeProvider(), 30, ReusesScores: true),
                new StrategyChildren(catalog, (_, _) => new Listener(asked)),
                _shell
            )
        );
        core.Start(SettingsJson.Text(settings), _ => { }, reason => throw new InvalidOperationException(reason));
        _shell.Run();
        core.Report(Finished("a"), () => { });
        _shell.Run();
        Assert.Contains(new StrategyMessage.Ask(0), asked);
        var first = new ConstrainedSpace(TestSearches.Space, CostRange.Any).At(0);
        core.Answered(new StrategyAnswer("search", 0, new Proposed(TestSearches.Space.Format(first), 1, 1, "here", 0, IsPartial: false)));
        _ = _shell.Take<SubmitTask>();
        _shell.Run();
        return [.. _shell.Scores.OfType<FindScores>()];
    }

    private sealed class Listener(List<StrategyMessage> heard) : IStrategyChild
    {
        public void Tell(StrategyMessage message) => heard.Add(message);

        public void Stop() { }
    }

    private static TrainingFinished Finished(string device) => new(Settings.Name, "supernet/0", $"{device}'s weights", null, device, 1);

    private SearchCore Started()
    {
        var core = _shell.Recover(Core());
        core.Start(SettingsJson.Text(Settings), _ => { }, reason => throw new InvalidOperationException(reason));
        _shell.Run();
        return core;
    }

    private SearchCore Core()
    {
        var catalog = StrategyCatalog.Standard;
        return new SearchCore(
            Settings.Name,
            new SearchCoreOptions(text => OpenedSearch.Of(text, catalog), new FakeTimeProvider(), 30),
            new StrategyChildren(catalog, (_, _) => throw new InvalidOperationException("No phase proposes yet.")),
            _shell
        );
    }
}
