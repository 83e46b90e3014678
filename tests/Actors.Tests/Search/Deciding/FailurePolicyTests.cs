using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Deciding;

public class FailurePolicyTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();
    private static readonly string Undisturbed = new SearchRig(Settings).RunToEnd().History();
    private long _token;

    [Fact]
    public void A_device_that_is_lost_once_and_told_of_twice_is_held_against_the_candidate_once()
    {
        var rig = new SearchRig(TestSearches.Settings()).RunTo("search");
        var task = rig.Outstanding.First(one => one.Phase == "search").Id;

        for (var time = 0; time < 5; time++)
            rig.Lose(new AttemptLost(rig.Id, task, TaskFailure.NativeCrash, "aborted", "device", Token: 7));

        Assert.Equal(1, rig.State.Candidates("search")!.Open[0].Attempts.Held);
    }

    [Fact]
    public void A_candidate_that_fails_three_times_is_given_up_with_its_reason_and_the_search_goes_on()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Contains(rig.Outstanding, task => task.Id == "search/1@0");
            Fail(rig, "search/1@0", TaskFailure.NativeCrash, "the process died");
        }

        Assert.DoesNotContain(rig.Outstanding, task => task.Id.StartsWith("search/1@", StringComparison.Ordinal));
        rig.RunToEnd();
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        var entry = SearchHistory
            .Of(() => rig.Journal, verbose: true)
            .Single(one => one is { Kind: "candidate", Phase: "search", Index: 1 });
        Assert.Equal(
            ("NativeCrash", $"the process died. {NativeCrash.Advice}", 3),
            (entry.Failure, entry.Trace!.Reason, entry.Trace.Attempts)
        );
        Assert.Null(entry.Score);
        Assert.Equal(1, rig.State.Candidates("search")!.Failed);
    }

    [Fact]
    public void A_candidate_that_fails_on_two_devices_is_given_up_with_attempts_left()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        Fail(rig, "search/1@0", TaskFailure.OutOfMemory, place: "node/0.0");
        Fail(rig, "search/1@1", TaskFailure.OutOfMemory, place: "node/1.0");

        Assert.Equal((1, TaskFailure.OutOfMemory), rig.Journal.OfType<CandidateFailed>().Select(e => (e.Index, e.Failure)).Single());
    }

    [Fact]
    public void Another_process_on_the_same_device_is_no_other_device()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        rig.Lose(new AttemptLost(rig.Id, "search/1@0", TaskFailure.NativeCrash, "aborted", "host:1:0", 8, "node/0.0"));
        rig.Lose(new AttemptLost(rig.Id, "search/1@0", TaskFailure.NativeCrash, "aborted", "host:2:0", 9, "node/0.0"));

        Assert.DoesNotContain(rig.Journal, e => e is CandidateFailed);
        Assert.Equal(["node/0.0"], rig.Outstanding.Single(task => task.Id == "search/1@0").FailedOn);
    }

    [Fact]
    public void Where_a_task_failed_is_said_to_the_dispatcher_after_a_restart_too()
    {
        var rig = new SearchRig(Settings);
        Fail(rig, "supernet/0", TaskFailure.Error, place: "node/0.0");
        Fail(rig, "supernet/0", TaskFailure.Error, place: "node/1.0");
        rig = rig.Restarted();

        Assert.Equal(["node/0.0", "node/1.0"], Assert.Single(rig.Outstanding).FailedOn);
        rig.RunTo("search");
        Fail(rig, "search/0@0", TaskFailure.NativeCrash, place: "node/1.0");
        Assert.All(
            rig.Outstanding.Where(task => task.Id.StartsWith("search/0@", StringComparison.Ordinal)),
            task => Assert.Equal(["node/1.0"], task.FailedOn)
        );
        Assert.All(
            rig.Outstanding.Where(task => task.Id.StartsWith("search/1@", StringComparison.Ordinal)),
            task => Assert.Empty(task.FailedOn)
        );
    }

    [Theory, InlineData("node/0.0"), InlineData("node/1.0")]
    public void NaN_is_tried_once_more_wherever_that_is(string second)
    {
        var rig = new SearchRig(Settings);
        Fail(rig, "supernet/0", TaskFailure.NotANumber, "the loss is NaN", "node/0.0");
        Assert.Equal(SearchStatus.Running, rig.State.Status);
        Fail(rig, "supernet/0", TaskFailure.NotANumber, "the loss is NaN", second);

        Assert.Equal("supernet failed 2 times, the last time: the loss is NaN", rig.State.Failure);
    }

    [Fact]
    public void What_a_device_is_to_blame_for_is_held_against_nobody_and_the_history_is_the_undisturbed_one()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        Fail(rig, "search/1@0", TaskFailure.Error, place: "node/0.0");
        Fail(rig, "search/1@1", TaskFailure.Error, place: "node/0.0");
        rig.Blame("search/1@1", "node/0.0");
        rig.Blame("search/1@1", "node/0.0");
        Assert.Equal(2, Assert.Single(rig.Journal.OfType<AttemptForgiven>()).Tries);
        Assert.Equal(0, rig.State.Candidates("search")!.Open[1].Attempts.Held);

        rig = rig.Restarted();
        Fail(rig, "search/1@0", TaskFailure.Error, place: "node/1.0");
        Assert.DoesNotContain(rig.Journal, e => e is CandidateFailed);
        Assert.Equal(Undisturbed, rig.RunToEnd().History());
        var trace = SearchHistory
            .Of(() => rig.Journal, verbose: true)
            .Single(one => one is { Kind: "candidate", Phase: "search", Index: 1 })
            .Trace!;
        Assert.Equal((1, 2), (trace.Attempts, trace.Lost));
    }

    [Fact]
    public void A_training_run_is_forgiven_too_and_what_nobody_holds_or_names_is_not()
    {
        var rig = new SearchRig(Settings);
        for (var attempt = 0; attempt < 2; attempt++)
            Fail(rig, "supernet/0", TaskFailure.NativeCrash, place: "node/0.0");
        foreach (var task in (string[])["supernet/0@0", "supernet/7", "nowhere", "search/0@0", "search/0-3@0"])
            rig.Blame(task, "node/0.0");
        rig.Blame("supernet/0", "node/1.0");
        Assert.DoesNotContain(rig.Journal, e => e is AttemptForgiven);
        rig.Blame("supernet/0", "node/0.0");

        for (var attempt = 0; attempt < 2; attempt++)
            Fail(rig, "supernet/0", TaskFailure.NativeCrash, place: "node/1.0");
        Assert.Equal(SearchStatus.Running, rig.State.Status);
    }

    [Fact]
    public void A_candidate_that_does_not_fit_is_scored_with_smaller_minibatches_and_the_history_says_so()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        OutOfMemory(rig, "search/1@1", 0);
        // The first device was cut off meanwhile, and says so late; another brings a result of the task as it was.
        OutOfMemory(rig, "search/1@1", 0);
        rig.Report(new EvaluationFinished(rig.Id, "search/1@1", [new CandidateScore(0.5, 0.5)], "device", 1));
        Assert.Equal([(1, 1, 2)], rig.Journal.OfType<BatchHalved>().Select(e => (e.Index, e.Sample, e.Divisor)));
        Assert.Equal(0, rig.State.Candidates("search")!.Open[1].Attempts.Held);
        rig = rig.Restarted();
        while (rig.State.Candidates("search")!.Open.ContainsKey(1))
            rig.Do(rig.Outstanding[0]);

        var entry = SearchHistory
            .Of(() => rig.Journal, verbose: false)
            .Single(one => one is { Kind: "candidate", Phase: "search", Index: 1 });
        Assert.Equal([0, 2, 0], entry.BatchDivisors!.Value);
    }

    [Fact]
    public void What_does_not_fit_with_a_quarter_either_is_held_against_the_candidate()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        foreach (var divisor in (int[])[0, 2, 4, 4])
            OutOfMemory(rig, "search/1@0", divisor);
        Assert.Equal(2, rig.State.Candidates("search")!.Open[1].Attempts.Held);
        OutOfMemory(rig, "search/1@0", 4);

        Assert.Equal([2, 4], rig.Journal.OfType<BatchHalved>().Select(e => e.Divisor));
        Assert.Equal(TaskFailure.OutOfMemory, Assert.Single(rig.Journal.OfType<CandidateFailed>()).Failure);
    }

    [Fact]
    public void Training_is_never_given_smaller_minibatches()
    {
        var rig = new SearchRig(Settings);
        OutOfMemory(rig, "supernet/0", 0);

        Assert.Equal(0, Assert.Single(rig.Outstanding).BatchDivisor);
        Assert.Equal(1, rig.State.Run("supernet/0")!.Attempts.Held);
    }

    [Fact]
    public void Attempts_survive_a_restart()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        Fail(rig, "search/0@0", TaskFailure.OutOfMemory);
        Fail(rig, "search/0@0", TaskFailure.OutOfMemory);
        rig = rig.Restarted();
        Fail(rig, "search/0@0", TaskFailure.OutOfMemory);

        Assert.IsType<CandidateFailed>(rig.Journal.Single(e => e is CandidateFailed));
    }

    [Fact]
    public void One_failure_told_many_times_counts_once()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        for (var time = 0; time < 10; time++)
            rig.Report(new TaskFailed(rig.Id, "search/0@0", TaskFailure.Error, "", "device", Token: 5));

        Assert.Single(rig.Journal, e => e is AttemptFailed);
        Assert.Equal(1, rig.State.Candidates("search")!.Open[0].Attempts.Held);
    }

    [Fact]
    public void The_death_of_a_device_is_never_held_against_its_task()
    {
        var rig = new SearchRig(Settings);
        for (var time = 0; time < 20; time++)
            rig.Lose(new AttemptLost(rig.Id, "supernet/0", TaskFailure.DeviceLost, "killed", "device"));
        rig.RunTo("search");
        for (var time = 0; time < 20; time++)
            rig.Lose(new AttemptLost(rig.Id, "search/0@1", TaskFailure.DeviceLost, "killed", "device"));
        for (var time = 0; time < 20; time++)
            rig.Lose(new AttemptLost(rig.Id, "search/1@0", TaskFailure.DeviceMissing, "no CUDA device", "device", Place: $"place{time}"));

        Assert.Equal(Undisturbed, rig.RunToEnd().History());
    }

    [Fact]
    public void A_score_that_is_no_number_is_a_failure()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        rig.Report(new EvaluationFinished(rig.Id, "search/2@1", [new CandidateScore(double.NaN, 1)], "device", 1));
        rig.RunToEnd();

        var entry = SearchHistory
            .Of(() => rig.Journal, verbose: false)
            .Single(one => one is { Kind: "candidate", Phase: "search", Index: 2 });
        Assert.Equal("NotANumber", entry.Failure);
    }

    [Fact]
    public void Training_that_keeps_failing_fails_the_search_with_the_reason_and_starting_it_again_goes_on()
    {
        var rig = new SearchRig(Settings);
        for (var attempt = 0; attempt < 3; attempt++)
            Fail(rig, "supernet/0", TaskFailure.NativeCrash, "aborted");

        Assert.Equal(SearchStatus.Failed, rig.State.Status);
        Assert.StartsWith(
            "supernet failed 3 times, the last time: aborted. A native library ended the device process: try another batch",
            rig.State.Failure,
            StringComparison.Ordinal
        );
        Assert.Empty(rig.Outstanding);
        rig.Resume();
        Assert.Equal(Undisturbed, rig.RunToEnd().History());
    }

    [Fact]
    public void Training_that_gets_on_between_its_failures_may_fail_more_often_but_not_by_telling_one_checkpoint_again()
    {
        var rig = new SearchRig(Settings);
        foreach (var step in (int[])[10, 20, 30])
        {
            for (var attempt = 0; attempt < 2; attempt++)
                Fail(rig, "supernet/0", TaskFailure.NativeCrash, "aborted");
            rig.Report(new CheckpointStored(rig.Id, "supernet/0", step, $"checkpoint {step}"));
        }
        Assert.Equal(SearchStatus.Running, rig.State.Status);

        for (var attempt = 0; attempt < 2; attempt++)
            Fail(rig, "supernet/0", TaskFailure.NativeCrash, "aborted");
        rig.Report(new CheckpointStored(rig.Id, "supernet/0", 30, "checkpoint 30 with other bits"));
        Fail(rig, "supernet/0", TaskFailure.NativeCrash, "aborted");
        Assert.Equal(SearchStatus.Failed, rig.State.Status);
    }

    [Theory, InlineData(TaskFailure.StoreUnwritable), InlineData(TaskFailure.DataFault)]
    public void What_a_node_lacks_is_held_against_no_task_however_often_it_is_told(TaskFailure failure)
    {
        var rig = new SearchRig(Settings);
        for (var attempt = 0; attempt < 5; attempt++)
            Fail(rig, "supernet/0", failure, "the data are not there", $"node/{attempt}.0");
        Assert.Empty(Assert.Single(rig.Outstanding).FailedOn);
        rig.RunTo("search");
        for (var attempt = 0; attempt < 5; attempt++)
            Fail(rig, "search/0@0", failure, "the data are not there", $"node/{attempt}.0");

        Assert.Equal(SearchStatus.Running, rig.State.Status);
        Assert.Equal(10, rig.Journal.OfType<AttemptFailed>().Count());
        Assert.Equal(Undisturbed, rig.RunToEnd().History());
    }

    [Fact]
    public void What_no_node_can_do_stops_the_search_at_once_and_nothing_is_lost()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        rig.Hopeless("the disk is full");

        Assert.Equal((SearchStatus.Failed, "the disk is full"), (rig.State.Status, rig.State.Failure));
        Assert.Empty(rig.Outstanding);
        // The dispatcher says it again and again; the first word stands.
        rig.Hopeless("full, I said");
        Assert.Equal("the disk is full", rig.State.Failure);
        rig.Resume();
        Assert.Equal(Undisturbed, rig.RunToEnd().History());
    }

    [Fact]
    public void Whether_it_is_the_user_s_to_mend_is_known_until_the_search_goes_on()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        rig.Hopeless("cannot read /data", userMistake: true);
        Assert.True(rig.Restarted().State.UserMistake);
        rig.Resume();
        Assert.False(rig.State.UserMistake);
    }

    [Fact]
    public void Damaged_checkpoints_are_dropped_and_the_run_starts_over()
    {
        var rig = new SearchRig(Settings);
        rig.Report(new CheckpointStored(rig.Id, "supernet/0", 10, "a"));
        rig.Report(new CheckpointStored(rig.Id, "supernet/0", 20, "b"));
        Assert.Equal(["b", "a"], Assert.Single(rig.Outstanding).Checkpoints);
        Fail(rig, "supernet/0", TaskFailure.DamagedBlob);

        Assert.Empty(Assert.Single(rig.Outstanding).Checkpoints);
        Assert.Equal(Undisturbed, rig.RunToEnd().History());
    }

    [Fact]
    public void Two_checkpoints_are_kept_and_none_once_the_run_is_done()
    {
        var rig = new SearchRig(Settings);
        foreach (var step in new[] { 10, 30, 20, 30 })
            rig.Report(new CheckpointStored(rig.Id, "supernet/0", step, $"c{step}"));

        Assert.Equal(["c30", "c20"], Assert.Single(rig.Outstanding).Checkpoints);
        Assert.Equal(3, rig.Journal.Count(e => e is CheckpointRecorded));
        Assert.True(SearchTasks.ReferencedBlobs(rig.State).SetEquals(["c20", "c30", rig.State.SettingsBlob]));
        rig.RunTo("samples");
        Assert.True(SearchTasks.ReferencedBlobs(rig.State).SetEquals([rig.State.SettingsBlob, rig.State.Run("supernet/0")!.Weights!]));
    }

    [Fact]
    public void A_damaged_sample_is_drawn_again_by_its_chain_while_the_other_samples_stay_in_use()
    {
        var rig = new SearchRig(Settings).RunTo("search").RunTo("search");
        rig = RunUntil(rig, state => state.Candidates("search") is { Decided: >= 2 });
        var sample = rig.State.Candidates("search")!.Spec.Samples[1];
        var next = rig.Outstanding.First(task => task.Id.EndsWith("@1", StringComparison.Ordinal));
        Fail(rig, next.Id, TaskFailure.DamagedBlob);

        Assert.Null(rig.State.Resolve(sample));
        Assert.Contains(rig.Outstanding, task => task.Id == sample.Task && task.Checkpoints.IsEmpty);
        Assert.DoesNotContain(rig.Outstanding, task => task.Id.EndsWith("@1", StringComparison.Ordinal));
        Assert.Contains(rig.Outstanding, task => task.Id.EndsWith("@0", StringComparison.Ordinal));
        Assert.Equal(Undisturbed, rig.RunToEnd().History());
    }

    [Fact]
    public void Damaged_supernet_weights_are_trained_again()
    {
        var rig = new SearchRig(Settings).RunTo("samples");
        Fail(rig, "samples/0", TaskFailure.DamagedBlob);

        Assert.Equal(["supernet/0"], rig.Outstanding.Select(task => task.Id));
        Assert.Equal(Undisturbed, rig.RunToEnd().History());
    }

    [Fact]
    public void A_store_that_damages_everything_fails_the_search_instead_of_training_for_ever()
    {
        var rig = new SearchRig(Settings);
        for (var time = 0; time < 20 && rig.State.IsRunning; time++)
            Fail(rig, "supernet/0", TaskFailure.DamagedBlob, "hashes differ");

        Assert.Equal(SearchStatus.Failed, rig.State.Status);
        Assert.Contains("hashes differ", rig.State.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_that_ends_without_all_its_samples_starts_over_and_a_chain_that_always_does_fails_the_search()
    {
        var rig = new SearchRig(Settings).RunTo("samples");
        rig.Report(new CheckpointStored(rig.Id, "samples/0", 25, "late"));
        rig.Report(new TrainingFinished(rig.Id, "samples/0", "weights", null, "device", 1));

        var again = rig.Outstanding.Single(task => task.Id == "samples/0");
        Assert.Empty(again.Checkpoints);
        Assert.Equal(Undisturbed, rig.Restarted().RunToEnd().History());
        for (var time = 0; time < 5; time++)
            rig.Report(new TrainingFinished(rig.Id, "samples/0", "weights", null, "device", 1));
        Assert.Equal(SearchStatus.Failed, rig.State.Status);
        Assert.Contains("0 of its 2 samples", rig.State.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_candidate_fails_the_search_fails_with_the_first_reason()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        while (rig.State.IsRunning && rig.Outstanding is [_, ..] tasks)
        {
            if (tasks.Find(task => task.Kind == DeviceTaskKind.Evaluate) is { } task)
                Fail(rig, task.Id, TaskFailure.Error, $"no kernel for {task.Id}");
            else
                rig.Do(tasks[0]);
        }

        Assert.Equal("None of the 12 candidates could be scored, the first because: no kernel for search/0@0", rig.State.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("supernet")]
    [InlineData("supernet/-1")]
    [InlineData("supernet/99999999999999")]
    [InlineData("supernet/7")]
    [InlineData("supernet/0@0")]
    [InlineData("search/0")]
    [InlineData("search/0@99")]
    [InlineData("search/0@-1")]
    [InlineData("search/777@0")]
    [InlineData("nowhere/0@0")]
    public void Reports_of_tasks_that_no_search_named_change_nothing(string task)
    {
        var rig = new SearchRig(Settings).RunTo("search");
        var before = rig.Journal.Count;
        rig.Report(new CheckpointStored(rig.Id, task, 1, "blob"));
        rig.Report(new SampleStored(rig.Id, task, 99, 1, "blob"));
        rig.Report(new EvaluationFinished(rig.Id, task, [new CandidateScore(1, 0)], "device", 1));
        Fail(rig, task, TaskFailure.StoreUnwritable);
        rig.Report(new TrainingFinished(rig.Id, task, "blob", null, "device", 1));

        Assert.Equal(before, rig.Journal.Count);
    }

    private static SearchRig RunUntil(SearchRig rig, Predicate<SearchState> reached)
    {
        while (!reached(rig.State))
            rig.Do(rig.Outstanding[0]);
        return rig;
    }

    private void OutOfMemory(SearchRig rig, string task, int divisor) =>
        rig.Report(new TaskFailed(rig.Id, task, TaskFailure.OutOfMemory, "out of memory", "device", ++_token, null, divisor));

    private void Fail(SearchRig rig, string task, TaskFailure failure, string reason = "a reason", string? place = null) =>
        rig.Report(new TaskFailed(rig.Id, task, failure, reason, "device", ++_token, place));
}
