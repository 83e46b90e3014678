using System.Collections.Immutable;
using Actors.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Dispatch;

/// <summary>Nodes that have not the data of a search, and what becomes of it.</summary>
public class UnfitNodesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DispatchLimits _limits = new();
    private readonly Dictionary<string, Lease> _held = [];
    private DispatchBook _book;

    public UnfitNodesTests()
    {
        _book = new(_time, _limits);
        _time.Advance(_limits.Absence);
    }

    [Fact]
    public void A_node_that_cannot_read_the_data_gets_no_more_of_that_search_and_another_does_its_tasks()
    {
        Here("a/0", "a/1", "b/0");
        Submit("s", "t0", "t1", "t2");
        Fail("a/0");

        Assert.DoesNotContain("a/0", _held.Keys);
        Finish("a/1");
        Finish("b/0");
        Assert.Equal("t0", _held["b/0"].TaskId);
        Submit("other", "t");
        Assert.Contains(_held.Values, lease => lease.SearchId == "other");
        Assert.Null(_book.Tell("s").Hopeless);
    }

    [Fact]
    public void Watchers_are_told_which_node_and_why_at_once_and_those_of_other_searches_are_not()
    {
        Here("a/0", "b/0");
        Submit("s", "t0");
        var node = _held.Keys.Single()[..1];
        var told = Assert.IsType<DispatcherIs>(Assert.Single(Fail($"{node}/0").OfType<ToSearch>(), e => e.Message is DispatcherIs).Message);

        Assert.Equal($"{node} gets no work of it: cannot read /data. Mend that there; it is tried again in 1 min", told.Trouble);
        Assert.Equal(new UnfitNodeView("s", node, "cannot read /data.", 1), Assert.Single(_book.Describe(10).Unfit));
        Assert.Null(_book.Tell("other").Trouble);
    }

    [Fact]
    public void It_is_tried_again_after_a_while_that_grows_and_a_success_ends_that()
    {
        Here("a/0", "b/0");
        Submit("other", "long");
        var busy = _held.Keys.Single();
        var free = busy == "a/0" ? "b/0" : "a/0";
        Submit("s", "t");
        foreach (var pause in _limits.Quarantine)
        {
            Fail(free);
            Pass(pause - TimeSpan.FromSeconds(2));
            Assert.DoesNotContain(free, _held.Keys);
            Pass(TimeSpan.FromSeconds(3));
            Assert.Equal("t", _held[free].TaskId);
        }
        Finish(free);
        Submit("s", "t2");
        Fail(free);
        Pass(_limits.Quarantine[0] + TimeSpan.FromSeconds(1));
        Assert.Equal("t2", _held[free].TaskId);
    }

    [Fact]
    public void A_process_that_comes_anew_has_its_node_tried_again_at_once()
    {
        Here("a/0", "b/0");
        Submit("other", "long");
        var node = _held.Keys.Single() == "a/0" ? "b" : "a";
        Submit("s", "t");
        Fail($"{node}/0");
        Here($"{node}/1");

        Assert.Contains(_held, held => held.Key.StartsWith(node, StringComparison.Ordinal) && held.Value.TaskId == "t");
    }

    [Fact]
    public void Where_every_node_has_failed_so_the_search_is_hopeless_until_it_is_resumed()
    {
        Here("a/0", "b/0");
        Submit("s", "t");
        Fail(_held.Keys.Single());
        Assert.Null(_book.Tell("s").Hopeless);
        Fail(_held.Keys.Single());

        Assert.Equal("None of the 2 nodes can do its work. a: cannot read /data.; b: cannot read /data.", _book.Tell("s").Hopeless);
        // A failed search has its devices stop; the user repairs it and resumes.
        Do(_book.Suspend("s"));
        Assert.Null(_book.Tell("s").Hopeless);
        Submit("s", "t");
        Assert.Single(_held);
    }

    [Fact]
    public void Where_the_data_were_read_before_every_node_is_tried_three_times()
    {
        Here("a/0", "b/0");
        Submit("s", "t0");
        Finish(_held.Keys.Single());
        Submit("s", "t");
        for (var tries = 0; tries < 6; tries++)
        {
            Assert.Null(_book.Tell("s").Hopeless);
            while (_held.Count == 0)
                Pass(TimeSpan.FromSeconds(1));
            Fail(_held.Keys.Single());
        }
        Assert.StartsWith("None of the 2 nodes can do its work.", _book.Tell("s").Hopeless, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outage_of_the_data_that_passes_costs_time_only()
    {
        Here("a/0", "b/0");
        Submit("s", "t0");
        Finish(_held.Keys.Single());
        Submit("s", "t");
        Fail(_held.Keys.Single());
        Fail(_held.Keys.Single());
        Assert.NotNull(_book.Tell("s").Trouble);
        while (_held.Count == 0)
            Pass(TimeSpan.FromSeconds(1));
        Finish(_held.Keys.Single());
        Assert.Null(_book.Tell("s").Hopeless);
    }

    [Fact]
    public void A_node_that_joins_in_between_gets_its_try_and_one_that_may_be_starting_anew_is_waited_for()
    {
        Here("a/0", "b/0");
        Do(_book.Lost(Name("b/0"), TaskFailure.DeviceLost, "gone"));
        Submit("s", "t");
        Fail("a/0");
        Assert.Null(_book.Tell("s").Hopeless);
        Here("c/0");
        Assert.Equal("t", _held["c/0"].TaskId);
        Fail("c/0");
        Assert.Null(_book.Tell("s").Hopeless);
    }

    [Fact]
    public void A_new_dispatcher_knows_not_all_nodes_and_gives_no_search_up()
    {
        _book = new(_time, _limits);
        Here("a/0");
        Submit("s", "t");
        Fail("a/0");
        Assert.NotNull(_book.Tell("s").Trouble);
        Assert.Null(_book.Tell("s").Hopeless);
        while (!_held.ContainsKey("a/0"))
            Pass(TimeSpan.FromSeconds(1));
        _time.Advance(_limits.Absence);
        Fail("a/0");
        Assert.Equal("cannot read /data.", _book.Tell("s").Hopeless);
    }

    [Fact]
    public void On_one_machine_nothing_is_waited_for()
    {
        _book = new(_time, new DispatchLimits { OneMachine = true });
        Here("a/0", "b/0");
        Submit("s", "t");

        var told = Fail(_held.Keys.Single()).OfType<ToSearch>().Select(e => e.Message).OfType<DispatcherIs>();

        Assert.Equal(("cannot read /data.", true), (Assert.Single(told).Hopeless, _book.Tell("s").UserMistake));
    }

    [Fact]
    public void What_is_wrong_with_the_data_is_the_user_s_to_mend_and_a_disk_that_is_full_is_no_mistake()
    {
        _book = new(_time, new DispatchLimits { OneMachine = true });
        Here("a/0", "b/0");
        Submit("s", "t", "u");
        End("a/0", finished: false, TaskFailure.DataFault);
        Assert.True(_book.Tell("s").UserMistake);

        End("b/0", finished: false, TaskFailure.StoreUnwritable);
        Assert.StartsWith("None of the 2 nodes", _book.Tell("s").Hopeless, StringComparison.Ordinal);
        Assert.False(_book.Tell("s").UserMistake);
    }

    private static string Name(string device) => $"{device.Replace("/", ":", StringComparison.Ordinal)}:0";

    private void Here(params string[] devices)
    {
        foreach (var device in devices)
            Do(_book.Heartbeat(new DeviceHere(Name(device), "cpu", _held.GetValueOrDefault(device), device[..1], device)));
    }

    private void Submit(string search, params string[] tasks)
    {
        foreach (var task in tasks)
            Do(_book.Submit(search, DispatchBookTests.Work(task)));
    }

    private void Finish(string device) => End(device, finished: true, TaskFailure.None);

    /// <summary>The search hears of it before the dispatcher does, and submits again.</summary>
    private ImmutableArray<DispatchEffect> Fail(string device)
    {
        Submit(_held[device].SearchId, _held[device].TaskId);
        return End(device, finished: false, TaskFailure.DataFault);
    }

    private ImmutableArray<DispatchEffect> End(string device, bool finished, TaskFailure failure)
    {
        _held.Remove(device, out var lease);
        return Do(_book.Ended(new LeaseEnded(Name(device), lease!, finished, failure, "cannot read /data.")));
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var (device, _) in _book.Devices.ToList())
                Here(device[..^2].Replace(":", "/", StringComparison.Ordinal));
            Do(_book.Tick());
        }
    }

    private ImmutableArray<DispatchEffect> Do(ImmutableArray<DispatchEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is ToDevice { Device: var name, Message: AssignTask assign })
                _held[name[..^2].Replace(":", "/", StringComparison.Ordinal)] = assign.Lease;
        }
        return effects;
    }
}
