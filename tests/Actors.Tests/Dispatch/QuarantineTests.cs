using System.Collections.Immutable;
using Actors.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Dispatch;

/// <summary>Devices that fail, tasks that fail, and who is to blame.</summary>
public class QuarantineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DispatchLimits _limits = new();
    private readonly DispatchBook _book;
    private readonly Dictionary<string, Lease> _held = [];
    private readonly List<DeviceBlamed> _blamed = [];
    private readonly Dictionary<string, string> _names = [];
    private int _process,
        _quarantineAfter;

    public QuarantineTests()
    {
        _book = new(_time, _limits);
        // Old enough to know its devices.
        _time.Advance(_limits.Acquaintance);
    }

    [Fact]
    public void A_task_that_failed_goes_to_another_device_even_where_the_first_is_free_for_longer()
    {
        Here("x", "y");
        Submit("t1");
        var (bad, good) = _held.ContainsKey("x") ? ("x", "y") : ("y", "x");
        Submit("t2");
        Finish(good);
        Fail(bad);

        Assert.Equal("t1", _held[good].TaskId);
        Assert.DoesNotContain(bad, _held.Keys);
    }

    [Fact]
    public void The_only_device_is_given_it_again_at_once()
    {
        Here("x");
        Submit("t");
        Fail("x");

        Assert.Equal("t", _held["x"].TaskId);
    }

    [Fact]
    public void It_waits_for_a_device_that_is_busy_or_starting_anew_but_not_for_ever()
    {
        Here("x", "y");
        Submit("long");
        var busy = _held.Keys.Single();
        var free = busy == "x" ? "y" : "x";
        Submit("t");
        Fail(free);
        Assert.DoesNotContain(free, _held.Keys);
        Assert.True(_book.Describe(10).Tasks.Single().Elsewhere);

        Pass(_limits.Elsewhere);
        Assert.Equal("t", _held[free].TaskId);
    }

    [Fact]
    public void It_waits_that_long_after_its_failure_however_long_it_waited_for_its_turn_before()
    {
        Here("x", "y");
        Submit("long");
        Submit("longer");
        Submit("t");
        Pass(_limits.Elsewhere);
        Do(_book.Submit("s", DispatchBookTests.Work("t") with { FailedOn = ["y"] }));
        Finish("y");
        Assert.DoesNotContain("y", _held.Keys);

        Pass(_limits.Elsewhere);
        Assert.Equal("t", _held["y"].TaskId);
    }

    [Fact]
    public void A_candidate_that_failed_with_one_sample_is_tried_elsewhere_with_the_others_before_its_search_says_so_and_whatever_comes_late()
    {
        Here("x", "y");
        Submit("search/1@0");
        Submit("long");
        Submit("search/1@1");
        var bad = _held.Single(held => held.Value.TaskId == "search/1@0").Key;
        End(bad, finished: false, TaskFailure.Error);
        Submit("search/1@0");

        Assert.DoesNotContain(bad, _held.Keys);
        Pass(_limits.Elsewhere);
        Assert.Contains(bad, _held.Keys);
    }

    [Fact]
    public void A_new_dispatcher_takes_it_that_there_are_devices_it_has_not_heard_of()
    {
        var book = new DispatchBook(_time, _limits);
        book.Submit("s", DispatchBookTests.Work("t") with { FailedOn = ["x"] });
        ImmutableArray<DispatchEffect> Beat() => book.Heartbeat(new DeviceHere("host:1:0", "cpu", null, null, "x"));

        Assert.DoesNotContain(Beat(), e => e is ToDevice);
        _time.Advance(_limits.Acquaintance);
        Assert.Contains(Beat(), e => e is ToDevice { Message: AssignTask });
    }

    /// <summary>One device is known, as under <c>langevin run</c>: a minute of waiting for a second one would be for nobody.</summary>
    [Fact]
    public void A_new_dispatcher_that_knows_how_many_devices_there_are_waits_for_none_that_it_has_heard_of_all()
    {
        var book = new DispatchBook(_time, _limits with { Devices = 2 });
        book.Submit("s", DispatchBookTests.Work("t") with { FailedOn = ["x", "y"] });
        ImmutableArray<DispatchEffect> Beat(string place) => book.Heartbeat(new DeviceHere($"{place}:1:0", "cpu", null, null, place));

        Assert.DoesNotContain(Beat("x"), e => e is ToDevice);
        // It failed on y last.
        Assert.Contains(Beat("y"), e => e is ToDevice { Device: "x:1:0", Message: AssignTask });
    }

    [Fact]
    public void On_the_only_device_that_there_is_it_is_tried_again_at_once_however_new_the_dispatcher()
    {
        var book = new DispatchBook(_time, _limits with { Devices = 1 });
        var here = new DeviceHere("host:1:0", "cpu", null, null, "x");
        book.Submit("s", DispatchBookTests.Work("t"));
        var lease = Assert.IsType<AssignTask>(Assert.Single(book.Heartbeat(here).OfType<ToDevice>()).Message).Lease;
        book.Submit("s", DispatchBookTests.Work("t") with { FailedOn = ["x"] });

        var next = book.Ended(new LeaseEnded(here.Device, lease, Finished: false, TaskFailure.Error, "no luck"));

        Assert.Equal("t", Assert.IsType<AssignTask>(Assert.Single(next.OfType<ToDevice>()).Message).Lease.TaskId);
    }

    [Fact]
    public void A_task_that_failed_everywhere_goes_back_to_the_device_where_it_failed_first()
    {
        Here("x", "y");
        Submit("t");
        var first = _held.Keys.Single();
        Fail(first);
        var second = _held.Keys.Single();
        Fail(second);

        Assert.Equal([first], _held.Keys);
    }

    [Fact]
    public void Three_different_tasks_in_a_row_are_the_fault_of_the_device_and_its_tasks_are_not_blamed()
    {
        KeepOthersBusy();
        for (var task = 0; task < 3; task++)
            FailNew("bad", $"t{task}");

        Assert.Equal(["t0", "t1", "t2"], _blamed.Select(blamed => blamed.TaskId));
        Assert.All(_blamed, blamed => Assert.Equal("bad", blamed.Place));
        Submit("next");
        Assert.DoesNotContain("bad", _held.Keys);
        Assert.Contains(
            "3 different tasks failed on it in a row",
            _book.Describe(10).Devices.Single(d => d.Quarantine is not null).Quarantine,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_success_between_them_clears_the_device()
    {
        KeepOthersBusy();
        FailNew("bad", "t0");
        FailNew("bad", "t1");
        Submit("good");
        Finish("bad");
        FailNew("bad", "t2");

        Assert.Empty(_blamed);
    }

    [Fact]
    public void One_candidate_that_fails_with_each_sample_speaks_against_a_device_once()
    {
        KeepOthersBusy();
        for (var sample = 0; sample < 5; sample++)
        {
            Submit($"search/7@{sample}");
            Pass(_limits.Elsewhere);
            FailNew("bad", $"search/7@{sample}");
        }

        Assert.Empty(_blamed);
    }

    [Fact]
    public void Tasks_that_fail_on_a_second_device_too_speak_for_the_first()
    {
        Here("x", "y");
        for (var task = 0; task < 10; task++)
        {
            Submit($"t{task}");
            Fail(_held.Keys.Single());
            Fail(_held.Keys.Single());
            Withdraw($"t{task}");
        }

        Assert.Empty(_blamed);
        Assert.All(_book.Describe(10).Devices, device => Assert.Null(device.Quarantine));
    }

    [Fact]
    public void The_last_device_is_never_put_in_quarantine_for_what_tasks_did_on_it()
    {
        Here("x");
        for (var task = 0; task < 10; task++)
            FailNew("x", $"t{task}");

        Assert.Empty(_blamed);
        Submit("next");
        Assert.Contains("x", _held.Keys);
    }

    [Fact]
    public void After_a_while_it_is_given_one_task_and_a_failure_leads_to_a_longer_quarantine()
    {
        KeepOthersBusy();
        for (var task = 0; task < 3; task++)
            FailNew("bad", $"t{task}");
        Submit("trial");
        Submit("more");
        foreach (var wait in _limits.Quarantine)
        {
            Pass(wait - TimeSpan.FromSeconds(2));
            Assert.DoesNotContain("bad", _held.Keys);
            Pass(TimeSpan.FromSeconds(2));
            Assert.Contains("bad", _held.Keys);
            Fail("bad");
            Assert.DoesNotContain("bad", _held.Keys);
        }
    }

    [Fact]
    public void A_trial_that_succeeds_ends_it()
    {
        KeepOthersBusy();
        for (var task = 0; task < 3; task++)
            FailNew("bad", $"t{task}");
        Submit("trial");
        Submit("more");
        Pass(_limits.Quarantine[0]);
        Finish("bad");

        Assert.Equal("more", _held["bad"].TaskId);
        Finish("bad");
        FailNew("bad", "t3");
        Assert.Null(_book.Describe(10).Devices.Single(d => d.Name.StartsWith("bad", StringComparison.Ordinal)).Quarantine);
    }

    [Fact]
    public void A_search_may_have_more_or_less_patience()
    {
        KeepOthersBusy();
        _quarantineAfter = 1;
        Submit("t");
        Fail("bad");

        Assert.Equal("t", Assert.Single(_blamed).TaskId);
    }

    [Fact]
    public void A_device_that_crashes_is_known_by_its_place_when_it_comes_back()
    {
        KeepOthersBusy();
        for (var task = 0; task < 3; task++)
        {
            Submit($"t{task}");
            Crash("bad");
            Withdraw($"t{task}");
            Here("bad");
        }

        Assert.Equal(3, _blamed.Count);
        Submit("next");
        Assert.DoesNotContain("bad", _held.Keys);
    }

    [Fact]
    public void A_device_at_fault_is_put_in_quarantine_at_once_the_last_one_too_and_searches_are_told_that_none_works()
    {
        Here("x");
        Submit("t");
        Do(_book.GaveUp(new DeviceGivesUp(Name("x"), TaskFailure.DeviceFault, "CUDA error: misaligned address")));
        Here("x");

        Assert.Empty(_held);
        Assert.Equal("all 1 devices are in quarantine; x: CUDA error: misaligned address; tried again in 1 min", _book.Tell("s").Trouble);
        Pass(_limits.Quarantine[0]);
        Assert.Equal("t", _held["x"].TaskId);
        Assert.Null(_book.Tell("s").Trouble);
    }

    [Fact]
    public void A_device_lost_through_no_fault_of_its_own_has_no_record()
    {
        KeepOthersBusy();
        for (var task = 0; task < 10; task++)
        {
            Submit($"t{task}");
            Do(_book.Lost(Name("bad"), TaskFailure.DeviceLost, "killed"));
            _held.Remove("bad");
            Withdraw($"t{task}");
            Here("bad");
        }

        Assert.Empty(_blamed);
    }

    /// <summary>A device that is good, and at work for long; and one that is bad, and free.</summary>
    private void KeepOthersBusy()
    {
        Here("good");
        Submit("long");
        Here("bad");
    }

    private void FailNew(string place, string task)
    {
        Submit(task);
        Fail(place);
        Withdraw(task);
    }

    private void Here(params string[] places)
    {
        foreach (var place in places)
        {
            if (!_names.ContainsKey(place))
                _names[place] = $"{place}:{++_process}:0";
            Beat(place);
        }
    }

    private string Name(string place) => _names[place];

    private void Beat(string place) => Do(_book.Heartbeat(new DeviceHere(Name(place), "cpu", _held.GetValueOrDefault(place), null, place)));

    private void Submit(string task) => Do(_book.Submit("s", DispatchBookTests.Work(task), _quarantineAfter));

    private void Withdraw(string task)
    {
        foreach (var (place, _) in _held.Where(held => held.Value.TaskId == task).ToList())
        {
            Do(_book.Withdraw("s", task));
            End(place, finished: false, TaskFailure.None);
        }
        Do(_book.Withdraw("s", task));
    }

    private void Finish(string place) => End(place, finished: true, TaskFailure.None);

    /// <summary>The search hears of it before the dispatcher does, and submits again.</summary>
    private void Fail(string place)
    {
        Submit(_held[place].TaskId);
        End(place, finished: false, TaskFailure.Error);
    }

    private void End(string place, bool finished, TaskFailure failure)
    {
        _held.Remove(place, out var lease);
        Do(_book.Ended(new LeaseEnded(Name(place), lease!, finished, failure, "a reason")));
    }

    private void Crash(string place)
    {
        _held.Remove(place);
        _names.Remove(place, out var name);
        Do(_book.ProcessExited(new DeviceProcessExited(DeviceName.ProcessOf(name!), TaskFailure.NativeCrash, "aborted")));
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var place in _names.Keys.ToList())
                Beat(place);
            Do(_book.Tick());
        }
    }

    private void Do(ImmutableArray<DispatchEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is ToDevice { Message: AssignTask assign } to)
                _held[_names.Single(name => name.Value == to.Device).Key] = assign.Lease;
            if (effect is ToSearch { Message: DeviceBlamed blamed })
                _blamed.Add(blamed);
            if (effect is not ForgetDevice gone || _names.SingleOrDefault(name => name.Value == gone.Device).Key is not { } place)
                continue;
            _names.Remove(place);
            _held.Remove(place);
        }
    }
}
