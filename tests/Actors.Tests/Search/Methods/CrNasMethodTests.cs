using Actors.Dispatch;
using Actors.Search.Methods;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Strategies;
using Actors.Tests.Search.Reading;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;

namespace Actors.Tests.Search.Methods;

public class CrNasMethodTests
{
    [Theory]
    [InlineData(0, 0, false, "stage-supernet stage-search operation-supernet operation-search final")]
    [InlineData(2, 0, false, "stage-supernet stage-samples stage-search operation-supernet operation-search final")]
    [InlineData(
        0,
        3,
        true,
        "pretraining stage-supernet stage-search operation-supernet operation-samples operation-search final-pretraining final transfer"
    )]
    public void Phases_follow_the_settings(int stageSamples, int operationSamples, bool everything, string expected)
    {
        var settings = Settings() with
        {
            StageLangevin = new OptionalLangevinSettings
            {
                Samples = stageSamples,
                BurnIn = 10,
                Thinning = 10,
                CheckpointEvery = 10,
            },
            OperationLangevin = new OptionalLangevinSettings
            {
                Samples = operationSamples,
                BurnIn = 10,
                Thinning = 10,
                CheckpointEvery = 10,
            },
            Pretraining = new PretrainingSettings { Steps = everything ? 20 : 0, CheckpointEvery = 10 },
            Transfer = everything ? new TransferSettings { Detector = "retinanet-fpn" } : null,
        };

        Assert.Equal(expected, string.Join(' ', SearchMethods.Plan(TestSearches.Context(settings)).Phases.Select(phase => phase.Name)));
        var rig = new SearchRig(settings).RunToEnd();
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(expected.Split(' '), rig.State.Phases.Select(phase => phase.Name));
        if (everything)
        {
            var transfer = (TrainingPhase)rig.State.Phase("transfer")!;
            Assert.Equal(["baseline-0", "baseline-1", "full-0", "full-1"], transfer.Runs.Select(run => run.Spec.Name));
            Assert.Equal(
                ["final-pretraining/0", "final-pretraining/0", "final-pretraining/2", "final-pretraining/2"],
                transfer.Runs.Select(run => run.Spec.From!.Task)
            );
        }
    }

    [Theory]
    [InlineData("any", true, 96, "stage-search stage-comparison operation-supernet operation-search operation-comparison final")]
    [InlineData("readable", false, 96, "stage-search operation-supernet operation-search final")]
    [InlineData("readable", true, 32, "stage-search stage-comparison final")]
    public void Guards_and_dilations_follow_the_settings(string dilations, bool doNoHarm, int side, string expected)
    {
        var settings = Guarded(dilations, doNoHarm, side);
        var rig = new SearchRig(settings).RunToEnd();
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(["stage-supernet", .. expected.Split(' ')], rig.State.Phases.Select(phase => phase.Name));
        var trained = SearchViewing.View(rig.State)!.Runs.Where(run => run.Phase == "final").Select(run => run.Name);
        Assert.Equal(
            side == 32
                ? ["baseline-0", "baseline-1", "full-0", "full-1"]
                : ["baseline-0", "baseline-1", "stage-only-0", "stage-only-1", "full-0", "full-1"],
            trained
        );
    }

    /// <summary>At 96 x 96, stage 1 has dilations 1 to 3, stage 2 has 1 and 2, the others have 1.</summary>
    [Fact]
    public void Only_readable_dilations_are_proposed_and_found()
    {
        var rig = new SearchRig(Guarded("readable", doNoHarm: true)).RunToEnd();
        var proposed = rig.Journal.OfType<CandidateProposed>().Where(one => one.Phase == "operation-search").ToArray();
        Assert.NotEmpty(proposed);
        Assert.All(
            proposed,
            one =>
            {
                var stages = one.Architecture.Split('/');
                Assert.DoesNotContain('3', stages[1]);
                Assert.All(stages[2..], stage => Assert.Matches("^1(,1)*$", stage));
            }
        );
        Assert.Contains(proposed, one => one.Architecture.StartsWith('3'));
        Assert.Contains(proposed, one => one.Architecture.Split('/')[1].Contains('2', StringComparison.Ordinal));
    }

    /// <summary>What is found is scored beside the start, as a whole, with the same weights; the verdict is told and goes on.</summary>
    [Theory]
    [InlineData(0.001, true)]
    [InlineData(0.1, false)]
    public void The_start_is_kept_unless_the_change_is_better_beyond_chance(double noise, bool changed)
    {
        var settings = Guarded("any", doNoHarm: true);
        var rig = new SearchRig(settings).RunTo("stage-comparison");
        var task = Assert.Single(rig.Outstanding);
        Assert.Equal(["2,2,2,2", rig.State.Candidates("stage-search")!.Best!.Architecture], task.Candidates);
        Assert.Equal("stage-search", task.Like);
        Compare(rig, task, noise);
        rig.RunTo("operation-supernet");
        var allocation = changed ? task.Candidates[1] : "2,2,2,2";
        Assert.Equal(allocation, rig.State.Candidates("stage-comparison")!.Best!.Architecture);
        var plain = ReallocatedBackbone.Plain([.. allocation.Split(',').Select(int.Parse)]).ToString();
        Assert.Equal(plain, rig.State.Run("operation-supernet/0")!.Spec.Architecture);

        rig.RunTo("operation-comparison");
        task = Assert.Single(rig.Outstanding);
        Assert.Equal([plain, rig.State.Candidates("operation-search")!.Best!.Architecture], task.Candidates);
        Compare(rig, task, noise);
        var view = SearchViewing.View(rig.RunToEnd().State)!;
        Assert.Equal(changed ? task.Candidates[1] : plain, view.Best!.Architecture);
        Assert.Equal("operation-comparison", view.Best.Phase);
        Assert.Equal(view.Best.Architecture, view.Runs.First(run => run.Name == "full-0").Architecture);
        Assert.Equal(plain, view.Runs.First(run => run.Name == "stage-only-0").Architecture);
        var note = view.Phases.Single(phase => phase.Name == "operation-comparison").Note;
        Assert.Contains(changed ? $"changed {plain} to" : $"kept {plain}", note, StringComparison.Ordinal);
        Assert.Contains("+0.0200 ± ", note, StringComparison.Ordinal);
        Assert.Equal("operation-search", SearchViewing.AskedPhase(rig.State)!.Name);
    }

    [Fact]
    public void A_search_from_before_goes_on_without_guards_and_with_all_dilations()
    {
        var (before, now) = (Settings(), Guarded("readable", doNoHarm: true));
        Assert.DoesNotContain("dilations\":", SettingsJson.Text(before), StringComparison.Ordinal);
        Assert.DoesNotContain("do-no-harm", SettingsJson.Text(before), StringComparison.Ordinal);
        Assert.Null(Actors.Search.Deciding.SettingsIdentity.FirstDifference(SettingsJson.Text(before), SettingsJson.Text(now)));
        var expected = new SearchRig(before).RunToEnd();
        var rig = new SearchRig(before).RunTo("stage-search");
        rig.Resume(now);
        rig.Suspend();
        rig.Resume(now);
        Assert.Equal(SettingsJson.Text(before), rig.State.Settings);
        Assert.Equal(expected.History(), rig.RunToEnd().History());
    }

    /// <summary>Where the unmodified backbone is no eligible allocation, the stage search is held against nothing.</summary>
    [Fact]
    public void Stages_of_another_budget_are_held_against_nothing()
    {
        var settings = Guarded("any", doNoHarm: true) with { Constraint = new ReallocationConstraintSettings { Blocks = 6 } };
        Assert.DoesNotContain("stage-comparison", SearchMethods.Plan(TestSearches.Context(settings)).Phases.Select(phase => phase.Name));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Guarded_searches_end_alike_whatever_devices_and_control_do(int luck)
    {
        var settings = Guarded("readable", doNoHarm: true) with
        {
            OperationLangevin = new OptionalLangevinSettings
            {
                Samples = 2,
                BurnIn = 10,
                Thinning = 10,
                CheckpointEvery = 10,
            },
        };
        var undisturbed = new SearchRig(settings).RunToEnd().History();
        Assert.Contains("\"Folds\":[", undisturbed, StringComparison.Ordinal);
        Assert.Equal(undisturbed, SearchHistoryTests.Disturbed(settings, luck).History());
    }

    private static void Compare(SearchRig rig, DeviceTask task, double noise) =>
        rig.Report(
            new EvaluationFinished(
                rig.Id,
                task.Id,
                [
                    new CandidateScore(0.3, null, [0.3, 0.3, 0.3, 0.3]),
                    new CandidateScore(0.32, null, [0.32 + noise, 0.32 - noise, 0.32 + noise, 0.32 - noise]),
                ],
                "device-0",
                1
            )
        );

    internal static CrNasSettings Guarded(string dilations, bool doNoHarm, int side = 96) =>
        Settings() with
        {
            Data = Settings().Data with { ShortSide = side, LongSide = side },
            Backbone = Settings().Backbone with { Dilations = dilations },
            DoNoHarm = doNoHarm,
        };

    [Fact]
    public void Every_eligible_allocation_is_scored_in_sets_and_the_best_goes_on()
    {
        var settings = Settings();
        var eligible = new ReallocationPhaseSpaces(settings).Eligible;
        var rig = new SearchRig(settings).RunTo("stage-search");
        Assert.Equal("stage-search/0-8@0", rig.Outstanding[0].Id);
        Assert.Equal(9, rig.Outstanding[0].Candidates.Length);
        rig.RunTo("operation-supernet");

        var search = rig.State.Candidates("stage-search")!;
        Assert.Equal((int)eligible.Count, search.Decided);
        var scores = Enumerable
            .Range(0, search.Decided)
            .Select(i => eligible.Space.Format(eligible.At(i)))
            .ToDictionary(text => text, text => FakeWork.Score(text, rig.State.Run("stage-supernet/0")!.Weights));
        Assert.Equal(scores.Values.Max(), search.Best!.Score);
        var run = rig.State.Run("operation-supernet/0")!.Spec;
        Assert.Equal(search.Best.Architecture, string.Join(',', ReallocatedBackbone.Parse(run.Architecture!).Blocks));
        Assert.Equal(new WeightsRef("stage-supernet/0", null), run.From);
    }

    [Fact]
    public void The_result_is_the_best_complete_architecture_of_the_last_level()
    {
        var rig = new SearchRig(Settings()).RunToEnd();
        var search = rig.State.Candidates("operation-search")!;
        Assert.Equal(3 + (7 * 9), search.Decided);
        Assert.DoesNotContain('*', search.Best!.Architecture);
        Assert.InRange(search.Best.Index, 3 + (6 * 9), 3 + (7 * 9));
        var view = SearchViewing.View(rig.State)!;
        Assert.Equal("operation-search", view.Best!.Phase);
        Assert.Equal(
            ["baseline-0", "baseline-1", "stage-only-0", "stage-only-1", "full-0", "full-1"],
            view.Runs.Where(run => run.Phase == "final").Select(run => run.Name)
        );
        Assert.Equal("1,1/1,1/1,1/1,1", view.Runs.First(run => run.Name == "baseline-0").Architecture);
        Assert.Equal(search.Best.Architecture, view.Runs.First(run => run.Name == "full-0").Architecture);
        // All blocks of a ResNet cost the same in every stage, the first of a stage apart: so do all allocations of as many blocks.
        Assert.All(
            view.Runs.Where(run => run.Phase == "final"),
            run => Assert.InRange(run.Madds!.Value, search.Best.Madds * 0.98, search.Best.Madds * 1.02)
        );
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void Whatever_devices_and_control_do_the_history_is_the_undisturbed_one(int luck)
    {
        var settings = Settings() with
        {
            StageLangevin = new OptionalLangevinSettings
            {
                Samples = 2,
                BurnIn = 10,
                Thinning = 10,
                CheckpointEvery = 10,
            },
        };
        var undisturbed = new SearchRig(settings).RunToEnd().History();
        Assert.Equal(undisturbed, SearchHistoryTests.Disturbed(settings, luck).History());
        // Nor does it depend on which candidates are scored together.
        var alone = new SearchRig(settings with { Proxy = settings.Proxy with { Set = 1 } }).RunToEnd().History();
        Assert.Equal(undisturbed.Split('\n').Skip(1), alone.Split('\n').Skip(1));
    }

    /// <summary>Case 01 of issue 12: sets of two, levels of three and nine.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(4), InlineData(5)]
    public void A_beam_finds_the_same_whatever_its_window(int window)
    {
        var settings = Settings();
        var expected = new SearchRig(settings).RunToEnd();
        var rig = new SearchRig(settings with { OperationSearch = settings.OperationSearch with { Window = window } }).RunToEnd();

        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(expected.History().Split('\n').Skip(1), rig.History().Split('\n').Skip(1));
        Assert.Equal(window == 2, rig.Journal.OfType<SetClosed>().Any());
        for (var events = 40; events < rig.Journal.Count; events += 37)
        {
            Assert.Equal(rig.History(), rig.Restarted(events).RunToEnd().History());
        }
    }

    /// <summary>
    /// A race has as many proposals for each of few allocations as it takes to meet every sample, and finds what scoring all of them finds.
    /// </summary>
    [Theory, InlineData(1), InlineData(4), InlineData(100)]
    public void A_race_over_few_allocations_finds_the_best_of_all(int window)
    {
        var settings = Settings() with
        {
            StageLangevin = new OptionalLangevinSettings
            {
                Samples = 5,
                BurnIn = 10,
                Thinning = 10,
                CheckpointEvery = 10,
            },
            Constraint = new ReallocationConstraintSettings { Blocks = 6 },
        };
        var expected = new SearchRig(settings).RunTo("operation-supernet").State.Candidates("stage-search")!;
        var race = new SearchRig(settings with { StageSearch = settings.StageSearch with { Name = "racing", Window = window } })
            .RunTo("operation-supernet")
            .State.Candidates("stage-search")!;

        Assert.Equal((10, 30, 30), (expected.Proposed, race.Proposed, race.Spec.Budget));
        Assert.Equal((expected.Best!.Architecture, expected.Best.Score), (race.Best!.Architecture, race.Best.Score));
    }

    [Fact]
    public void A_set_that_failed_is_scored_one_by_one_and_only_the_culprit_is_given_up()
    {
        var rig = new SearchRig(Settings()).RunTo("stage-search");
        var set = rig.Outstanding[0];
        var culprit = set.Candidates[4];
        rig.Report(Failed(rig, set.Id, token: 1));
        Assert.Equal(set.Candidates, rig.Outstanding.Take(9).Select(task => Assert.Single(task.Candidates)));
        Assert.Equal("stage-search/4@0", rig.Outstanding[4].Id);
        for (var token = 2; rig.Outstanding.Find(task => task.Candidates is [var one] && one == culprit) is { } task; token++)
        {
            rig.Report(Failed(rig, task.Id, token));
            Assert.InRange(token, 2, 4);
        }
        rig.RunTo("operation-supernet");
        var failed = Assert.Single(rig.Journal.OfType<CandidateFailed>());
        Assert.Equal(4, failed.Index);
    }

    [Fact]
    public void The_death_of_a_device_under_a_set_breaks_no_set_up()
    {
        var rig = new SearchRig(Settings()).RunTo("stage-search");
        var set = rig.Outstanding[0];
        rig.Lose(new AttemptLost(rig.Id, set.Id, TaskFailure.DeviceLost, "gone", "device"));
        Assert.Equal(set.Id, rig.Outstanding[0].Id);
    }

    [Fact]
    public void Where_no_candidate_can_be_scored_the_search_says_why()
    {
        var rig = new SearchRig(Settings() with { Constraint = new ReallocationConstraintSettings { Blocks = 4 } }).RunTo("stage-search");
        for (var token = 1; rig.State.IsRunning; token++)
            rig.Report(Failed(rig, rig.Outstanding[0].Id, token));
        Assert.Contains(
            "candidates of the phase stage-search could be scored, the first because: no kernel",
            rig.State.Failure,
            StringComparison.Ordinal
        );
    }

    private static TaskFailed Failed(SearchRig rig, string task, int token) =>
        new(rig.Id, task, TaskFailure.Error, "no kernel", "device", token);

    internal static CrNasSettings Settings() =>
        new()
        {
            Name = "small",
            Seed = 7,
            Data = new DetectionDataSettings
            {
                Name = "procedural-detection",
                ShortSide = 96,
                LongSide = 96,
            },
            Backbone = new BackboneSettings { Name = "resnet_small" },
            Detector = new DetectorSettings { Width = 16, HeadWidth = 16 },
            Constraint = new ReallocationConstraintSettings { Height = 96, Width = 96 },
            StageSupernet = new StageSupernetSettings { Steps = 20, CheckpointEvery = 10 },
            StageSearch = new StageSearchSettings { Window = 18 },
            OperationSupernet = new OperationSupernetSettings { Steps = 20, CheckpointEvery = 10 },
            OperationSearch = new OperationSearchSettings { Options = Options("beam") },
            Final = new FinalSettings
            {
                Steps = 20,
                CheckpointEvery = 10,
                Seeds = 2,
            },
        };

    private static System.Text.Json.Nodes.JsonObject Options(string strategy) =>
        System
            .Text.Json.JsonSerializer.SerializeToNode(
                StrategyCatalog.Standard.ReadOptions(strategy, []),
                typeof(Actors.Strategies.Beam.BeamOptions),
                SettingsJson.Options
            )!
            .AsObject();
}
