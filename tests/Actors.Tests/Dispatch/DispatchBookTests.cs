using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Dispatch;

public class DispatchBookTests
{
    private const string A = "host:1:0";
    private const string B = "host:2:0";

    private readonly FakeTimeProvider _time = new();
    private readonly DispatchLimits _limits = new();
    private readonly DispatchBook _book;

    public DispatchBookTests() => _book = new(_time, _limits);

    [Fact]
    public void A_submitted_task_is_accepted_by_this_incarnation_and_goes_to_a_free_device()
    {
        Here(A);

        var effects = _book.Submit("s", Work("t"));

        Assert.Equal(new ToSearch(new TaskAccepted("s", "t", _book.Incarnation)), effects[0]);
        Assert.Equal("t", Assigned(effects[1..]).Single().Task.Id);
    }

    [Fact]
    public void A_device_that_comes_takes_the_task_that_waited()
    {
        _book.Submit("s", Work("t"));
        Assert.Equal("t", Assigned(Here(A)).Single().Task.Id);
    }

    [Fact]
    public void Greater_priority_goes_first_and_equal_priority_in_order_of_submission()
    {
        foreach (var (id, priority) in new[] { ("low1", 0), ("low2", 0), ("high1", 5), ("high2", 5) })
            _book.Submit("s", Work(id, priority));

        Assert.Equal(["high1", "high2", "low1", "low2"], ServeAll());
    }

    [Fact]
    public void Searches_of_equal_priority_are_served_in_turn_however_long_their_queues_are()
    {
        foreach (var i in Enumerable.Range(0, 4))
            _book.Submit("long", Work($"long{i}"));
        foreach (var i in Enumerable.Range(0, 2))
            _book.Submit("short", Work($"short{i}"));

        Assert.Equal(["long0", "short0", "long1", "short1", "long2", "long3"], ServeAll());
    }

    [Fact]
    public void A_second_submission_changes_the_waiting_task_and_makes_no_second_one()
    {
        _book.Submit("s", Work("t") with { Checkpoints = ["old"] });
        _book.Submit("s", Work("t") with { Checkpoints = ["new"] });

        Assert.Equal("new", Assigned(Here(A)).Single().Task.Checkpoints.Single());
        Assert.Empty(Here(B));
    }

    [Fact]
    public void A_result_of_a_task_that_is_wanted_otherwise_by_now_does_not_end_it()
    {
        _book.Submit("s", Work("t"));
        var lease = Assigned(Here(A)).Single().Lease;
        _book.Submit("s", Work("t") with { BatchDivisor = 2 });

        Assert.Equal(2, Assigned(_book.Ended(new LeaseEnded(A, lease, Finished: true))).Single().Task.BatchDivisor);
    }

    [Fact]
    public void A_lost_device_s_task_is_queued_again_ahead_of_later_ones_and_the_search_is_told()
    {
        foreach (var id in new[] { "first", "second" })
            _book.Submit("s", Work(id));
        Here(A);

        var effects = _book.Lost(A, TaskFailure.DeviceLost, "gone");

        Assert.Contains(new ToSearch(new AttemptLost("s", "first", TaskFailure.DeviceLost, "gone", A, 0, A, 0)), effects);
        Assert.Equal("first", Assigned(Here(B)).Single().Task.Id);
    }

    [Fact]
    public void A_silent_device_is_lost_after_the_limit_and_not_before()
    {
        _book.Submit("s", Work("t"));
        Here(A);

        _time.Advance(_limits.DeviceSilence);
        Assert.Empty(_book.Tick());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains(_book.Tick(), e => e is ToSearch { Message: AttemptLost { Failure: TaskFailure.DeviceLost } });
        Assert.Empty(_book.Devices);
    }

    [Fact]
    public void The_exit_of_a_process_loses_its_devices_for_the_stated_reason_and_a_late_heartbeat_does_not_raise_them()
    {
        _book.Submit("s", Work("t"));
        var lease = Assigned(Here("host:1:0")).Single().Lease;
        Here("host:12:0");

        var effects = _book.ProcessExited(new DeviceProcessExited("host:1", TaskFailure.NativeCrash, "aborted"));

        Assert.Contains(
            new ToSearch(new AttemptLost("s", "t", TaskFailure.NativeCrash, "aborted", "host:1:0", lease.Token, "host:1:0", 0)),
            effects
        );
        Assert.Empty(Here("host:1:0"));
        Assert.Equal(["host:12:0"], _book.Devices.Select(d => d.Device));
        Assert.Equal("host:12:0", effects.OfType<ToDevice>().Single().Device);
    }

    [Fact]
    public void A_device_that_gives_up_is_lost_for_its_own_reason_once_and_gets_no_other_task_though_its_neighbours_do()
    {
        _book.Submit("s", Work("t"));
        var lease = Assigned(Here(A)).Single().Lease;
        Here("host:1:1");

        var effects = _book.GaveUp(new DeviceGivesUp(A, TaskFailure.Stuck, "no progress"));

        Assert.Contains(new ToSearch(new AttemptLost("s", "t", TaskFailure.Stuck, "no progress", A, lease.Token, A, 0)), effects);
        Assert.Equal("host:1:1", effects.OfType<ToDevice>().Single().Device);
        Assert.Empty(_book.GaveUp(new DeviceGivesUp(A, TaskFailure.Stuck, "no progress")));
        Assert.Empty(Here(A));
        Assert.Equal(
            [new AttemptLost("s", "t", TaskFailure.DeviceLost, "killed", "host:1:1", 0, "host:1:1", 0)],
            _book
                .ProcessExited(new DeviceProcessExited("host:1", TaskFailure.DeviceLost, "killed"))
                .OfType<ToSearch>()
                .Select(e => e.Message)
        );
    }

    [Fact]
    public void A_crash_that_is_told_after_the_device_was_missed_is_still_held_against_its_task_and_once()
    {
        _book.Submit("s", Work("t"));
        var lease = Assigned(Here(A)).Single().Lease;
        _book.Lost(A, TaskFailure.DeviceLost, "gone");
        var exited = new DeviceProcessExited("host:1", TaskFailure.NativeCrash, "aborted");

        Assert.Equal(
            [new ToSearch(new AttemptLost("s", "t", TaskFailure.NativeCrash, "aborted", A, lease.Token, A, 0))],
            _book.ProcessExited(exited)
        );
        Assert.Empty(_book.ProcessExited(exited));
    }

    [Fact]
    public void A_heartbeat_that_comes_after_the_cluster_has_seen_the_device_go_gets_no_task_that_its_death_could_be_held_against()
    {
        foreach (var id in new[] { "killer", "innocent" })
            _book.Submit("s", Work(id));
        Here(A);
        _book.Gone(A, "its process left the cluster");
        _book.Withdraw("s", "killer");
        Here(A);

        var effects = _book.ProcessExited(new DeviceProcessExited("host:1", TaskFailure.NativeCrash, "aborted"));

        Assert.Equal("killer", Assert.Single(effects.OfType<ToSearch>().Select(e => e.Message).OfType<AttemptLost>()).TaskId);
    }

    [Fact]
    public void What_kills_a_device_that_was_freed_because_of_a_late_heartbeat_is_not_held_against_a_task_that_it_never_showed()
    {
        _book.Submit("s", Work("killer"));
        Here(A);
        _book.Withdraw("s", "killer");
        _book.Submit("s", Work("innocent"));
        _time.Advance(_limits.Reaction);
        Assert.Equal("innocent", Assigned(Here(A)).Single().Lease.TaskId);

        var exited = new DeviceProcessExited("host:1", TaskFailure.NativeCrash, "aborted");
        var lost = Assert.Single(_book.ProcessExited(exited).OfType<ToSearch>().Select(e => e.Message).OfType<AttemptLost>());

        Assert.Equal(("innocent", TaskFailure.DeviceLost), (lost.TaskId, lost.Failure));
        Assert.Empty(_book.ProcessExited(exited));
    }

    [Fact]
    public void Once_it_shows_the_next_task_what_kills_it_is_held_against_that()
    {
        _book.Submit("s", Work("first"));
        Here(A);
        _book.Withdraw("s", "first");
        _book.Submit("s", Work("killer"));
        _time.Advance(_limits.Reaction);
        Here(A, Assigned(Here(A)).Single().Lease);

        var effects = _book.ProcessExited(new DeviceProcessExited("host:1", TaskFailure.NativeCrash, "aborted"));

        Assert.Equal(
            TaskFailure.NativeCrash,
            Assert.Single(effects.OfType<ToSearch>().Select(e => e.Message).OfType<AttemptLost>()).Failure
        );
    }

    [Fact]
    public void A_finished_task_leaves_the_book_even_if_it_was_submitted_again_meanwhile()
    {
        _book.Submit("s", Work("t"));
        var lease = Assigned(Here(A)).Single().Lease;
        _book.Submit("s", Work("t"));

        _book.Ended(new LeaseEnded(A, lease, Finished: true));

        Assert.Equal(0, _book.Waiting);
        Assert.Equal([(A, null)], _book.Devices);
    }

    [Fact]
    public void A_failed_task_is_tried_again_whether_the_search_or_the_device_is_heard_first()
    {
        _book.Submit("s", Work("t"));
        var first = Assigned(Here(A)).Single().Lease;
        Assert.Empty(Assigned(_book.Submit("s", Work("t"))));
        var second = Assigned(_book.Ended(new LeaseEnded(A, first, Finished: false))).Single().Lease;
        Assert.Empty(Assigned(_book.Ended(new LeaseEnded(A, second, Finished: false))));
        var third = Assigned(_book.Submit("s", Work("t"))).Single().Lease;

        Assert.True(first.Token < second.Token && second.Token < third.Token);
    }

    [Fact]
    public void A_withdrawn_task_leaves_the_queue_or_its_device_is_told_to_stop_without_saving()
    {
        _book.Submit("s", Work("running"));
        _book.Submit("s", Work("waiting"));
        var lease = Assigned(Here(A)).Single().Lease;

        Assert.Empty(_book.Withdraw("s", "waiting"));
        Assert.Equal([new ToDevice(A, new RevokeLease(lease, SaveCheckpoint: false))], _book.Withdraw("s", "running"));
        Assert.Empty(_book.Ended(new LeaseEnded(A, lease, Finished: false)));
        Assert.Equal(0, _book.Waiting);
    }

    [Fact]
    public void A_task_wanted_again_after_its_withdrawal_waits_until_the_old_lease_is_over()
    {
        _book.Submit("s", Work("t"));
        var lease = Assigned(Here(A)).Single().Lease;
        Here(B);
        _book.Withdraw("s", "t");

        Assert.Empty(Assigned(_book.Submit("s", Work("t"))));
        Assert.Equal("t", Assigned(_book.Ended(new LeaseEnded(A, lease, Finished: true))).Single().Task.Id);
    }

    [Fact]
    public void A_suspended_search_is_idle_when_its_last_device_has_saved()
    {
        foreach (var id in new[] { "a", "b", "c" })
            _book.Submit("s", Work(id));
        var first = Assigned(Here(A)).Single().Lease;
        var second = Assigned(Here(B)).Single().Lease;

        Assert.Equal(
            [new ToDevice(A, new RevokeLease(first, SaveCheckpoint: true)), new ToDevice(B, new RevokeLease(second, SaveCheckpoint: true))],
            _book.Suspend("s")
        );
        Assert.Empty(_book.Ended(new LeaseEnded(A, first, Finished: false)));
        Assert.Equal([new ToSearch(new SearchIdle("s"))], _book.Ended(new LeaseEnded(B, second, Finished: false)));
        Assert.Equal(0, _book.Waiting);
    }

    [Fact]
    public void A_suspension_waits_for_a_stuck_device_only_so_long()
    {
        _book.Submit("s", Work("t"));
        Here(A);
        _book.Suspend("s");

        Assert.Empty(_book.Tick());
        _time.Advance(_limits.Suspension / 2);
        // The search repeats its wish until it is answered, which must not put the answer off.
        _book.Suspend("s");
        _time.Advance(_limits.Suspension / 2);
        Assert.Equal([new ToSearch(new SearchIdle("s"))], _book.Tick());
        Assert.Empty(_book.Tick());
    }

    [Fact]
    public void A_search_without_running_tasks_is_idle_at_once() => Assert.Equal([new ToSearch(new SearchIdle("s"))], _book.Suspend("s"));

    [Fact]
    public void A_new_book_adopts_the_lease_a_device_brings()
    {
        Here(A, new Lease("s", "t", 1_000));
        Here(B);

        Assert.Empty(Assigned(_book.Submit("s", Work("t"))));
        Assert.Single(Assigned(_book.Submit("s", Work("other"))));
    }

    [Fact]
    public void A_new_book_whose_clock_is_behind_gives_no_token_that_a_device_has_which_it_has_not_heard_of_yet()
    {
        Here(A);
        Here(B);
        Lease[] before = [.. new[] { "t", "u" }.Select(task => Assigned(_book.Submit("s", Work(task))).Single().Lease)];
        var behind = new DispatchBook(new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(_book.Incarnation - 10_000)), _limits);

        behind.Heartbeat(new DeviceHere(A, "cpu", before[0]));
        behind.Heartbeat(new DeviceHere("c:1:0", "cpu", null));
        var given = Assigned(behind.Submit("s", Work("v"))).Single().Lease;

        Assert.DoesNotContain(given.Token, before.Select(lease => lease.Token));
    }

    [Fact]
    public void A_lease_from_before_that_nobody_wants_is_dropped()
    {
        var held = new Lease("s", "t", 5);
        Here(A, held);
        Assert.Equal([new ToDevice(A, new RevokeLease(held, SaveCheckpoint: false))], _book.Withdraw("s", "t"));
    }

    [Fact]
    public void A_device_thought_lost_that_returns_keeps_its_task_if_it_still_waits_and_drops_it_if_another_has_it()
    {
        _book.Submit("s", Work("t"));
        var lease = Assigned(Here(A)).Single().Lease;
        _book.Lost(A, TaskFailure.DeviceLost, "partition");
        Here(A, lease);
        Assert.Equal(0, _book.Waiting);

        _book.Lost(A, TaskFailure.DeviceLost, "partition");
        Here(B);
        Assert.Equal([new ToDevice(A, new RevokeLease(lease, SaveCheckpoint: false))], Here(A, lease));
    }

    [Fact]
    public void What_kills_a_device_that_was_thought_lost_and_returned_is_held_against_its_present_task_alone()
    {
        foreach (var id in new[] { "before", "now" })
            _book.Submit("s", Work(id));
        var before = Assigned(Here(A)).Single().Lease;
        _book.Lost(A, TaskFailure.DeviceLost, "partition");
        Here(A, before);
        Assert.Equal("now", Assigned(_book.Ended(new LeaseEnded(A, before, Finished: true))).Single().Lease.TaskId);

        var effects = _book.ProcessExited(new DeviceProcessExited("host:1", TaskFailure.NativeCrash, "aborted"));

        Assert.Equal("now", Assert.Single(effects.OfType<ToSearch>().Select(e => e.Message).OfType<AttemptLost>()).TaskId);
    }

    [Fact]
    public void A_wall_clock_that_is_set_takes_no_device_for_silent_and_no_silent_one_for_living()
    {
        var time = new VirtualTime();
        var clock = new NodeClock(time);
        var book = new DispatchBook(clock, _limits);
        book.Heartbeat(new DeviceHere(A, "cpu", null));

        clock.Offset = TimeSpan.FromHours(1);
        Assert.Empty(book.Tick());
        clock.Offset = -TimeSpan.FromHours(1);
        time.After(_limits.DeviceSilence + TimeSpan.FromSeconds(1), () => { });
        time.Step();

        Assert.Equal([new ForgetDevice(A)], book.Tick());
    }

    [Fact]
    public void Who_asks_is_told_why_a_device_says_that_its_work_waits_and_no_longer_than_it_says_so()
    {
        _book.Heartbeat(new DeviceHere(A, "cpu", null, Trouble: "the bucket is away"));
        Assert.Equal("the bucket is away", _book.Describe(most: 1).Devices.Single().Trouble);
        Here(A);
        Assert.Null(_book.Describe(most: 1).Devices.Single().Trouble);
    }

    [Fact]
    public void An_assignment_that_does_not_show_in_heartbeats_is_sent_again()
    {
        _book.Submit("s", Work("t"));
        var sent = Here(A).Single();

        Assert.Empty(Here(A));
        _time.Advance(_limits.Reaction);
        Assert.Equal([sent], Here(A));
    }

    private ImmutableArray<DispatchEffect> Here(string device, Lease? held = null) => _book.Heartbeat(new DeviceHere(device, "cpu", held));

    /// <summary>One device does everything that waits.</summary>
    private List<string> ServeAll()
    {
        List<string> served = [];
        var effects = Here(A);
        while (Assigned(effects).SingleOrDefault() is { } assigned)
        {
            served.Add(assigned.Task.Id);
            effects = _book.Ended(new LeaseEnded(A, assigned.Lease, Finished: true));
        }
        return served;
    }

    private static IEnumerable<AssignTask> Assigned(IEnumerable<DispatchEffect> effects) =>
        effects.OfType<ToDevice>().Select(e => e.Message).OfType<AssignTask>();

    internal static DeviceTask Work(string id, int priority = 0) =>
        new(id, DeviceTaskKind.Evaluate, "settings", "search", 0, null, "weights", [], 0, priority, ["0"]);
}
