using System.Collections.Immutable;
using Actors.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Dispatch;

/// <summary>The orders cordon and drain.</summary>
public class ClosedNodesTests
{
    private const string A = "host:1:0";
    private const string B = "host:2:0";

    private readonly FakeTimeProvider _time = new();
    private readonly DispatchLimits _limits = new();
    private readonly DispatchBook _book;

    public ClosedNodesTests() => _book = new(_time, _limits);

    [Fact]
    public void A_cordoned_node_keeps_its_work_and_is_given_no_more()
    {
        _book.Submit("s", DispatchBookTests.Work("t1"));
        var lease = Assigned(Here(A)).Single().Lease;
        Assert.Empty(_book.Close(new NodeClosed("a", Draining: false)));
        _book.Submit("s", DispatchBookTests.Work("t2"));

        Assert.Empty(Assigned(_book.Ended(new LeaseEnded(A, lease, Finished: true))));
        Assert.Equal("t2", Assigned(Here(B, node: "b")).Single().Task.Id);
    }

    [Fact]
    public void A_node_that_is_opened_again_takes_what_waits()
    {
        _book.Close(new NodeClosed("a", Draining: false));
        Here(A);
        Assert.Empty(Assigned(_book.Submit("s", DispatchBookTests.Work("t"))));

        Assert.Equal("t", Assigned(_book.Open(new NodeOpened("a"))).Single().Task.Id);
    }

    [Fact]
    public void A_node_whose_keeper_falls_silent_is_open_again()
    {
        _book.Close(new NodeClosed("a", Draining: false));
        _time.Advance(_limits.Closure);
        Here(A);
        Assert.Empty(Assigned(_book.Submit("s", DispatchBookTests.Work("t"))));

        Assert.Equal("t", Assigned(_book.Tick()).Single().Task.Id);
    }

    [Fact]
    public void A_drained_node_finishes_evaluations()
    {
        _book.Submit("s", DispatchBookTests.Work("t"));
        var lease = Assigned(Here(A)).Single().Lease;

        Assert.Empty(_book.Close(new NodeClosed("a", Draining: true)));
        Assert.Equal(1, _book.LeasesOf("a"));
        _book.Ended(new LeaseEnded(A, lease, Finished: true));
        Assert.Equal(0, _book.LeasesOf("a"));
    }

    [Fact]
    public void A_drained_node_saves_its_training_runs_which_go_on_elsewhere_even_if_nobody_submits_them_again()
    {
        _book.Submit("s", Training("run"));
        var lease = Assigned(Here(A)).Single().Lease;

        var revoked = new ToDevice(A, new RevokeLease(lease, SaveCheckpoint: true));
        Assert.Equal([revoked], _book.Close(new NodeClosed("a", Draining: true)));
        Assert.Empty(_book.Close(new NodeClosed("a", Draining: true)));
        Here(B, node: "b");

        Assert.Equal("run", Assigned(_book.Ended(new LeaseEnded(A, lease, Finished: false))).Single().Task.Id);
        Assert.Equal(0, _book.LeasesOf("a"));
    }

    [Fact]
    public void A_run_of_a_drained_node_goes_on_from_the_checkpoint_that_its_search_has_heard_of_meanwhile()
    {
        _book.Submit("s", Training("run"));
        var lease = Assigned(Here(A)).Single().Lease;
        _book.Close(new NodeClosed("a", Draining: true));
        _book.Submit("s", Training("run") with { Checkpoints = ["new"] });
        _book.Ended(new LeaseEnded(A, lease, Finished: false));

        Assert.Equal("new", Assigned(Here(B, node: "b")).Single().Task.Checkpoints.Single());
        Assert.Equal(0, _book.Waiting);
    }

    [Fact]
    public void The_view_tells_who_works_on_what_and_what_waits()
    {
        _book.Submit("s", DispatchBookTests.Work("low"));
        _book.Submit("s", DispatchBookTests.Work("lower"));
        _book.Submit("s", DispatchBookTests.Work("high", priority: 1));
        Here(A);
        _book.Close(new NodeClosed("b", Draining: false));
        Here(B, node: "b");

        var view = _book.Describe(10);

        Assert.Equal(
            [new DeviceView(B, "cpu", "b", null, null, Closed: true), new DeviceView(A, "cpu", "a", "s", "high", Closed: false)],
            view.Devices
        );
        Assert.Equal(["low", "lower"], view.Tasks.Select(task => task.TaskId));
        Assert.Equal(2, _book.Describe(1).Waiting);
        Assert.Single(_book.Describe(1).Tasks);
    }

    private ImmutableArray<DispatchEffect> Here(string device, string node = "a") =>
        _book.Heartbeat(new DeviceHere(device, "cpu", null, node));

    private static DeviceTask Training(string id) => DispatchBookTests.Work(id) with { Kind = DeviceTaskKind.Train };

    private static IEnumerable<AssignTask> Assigned(IEnumerable<DispatchEffect> effects) =>
        effects.OfType<ToDevice>().Select(e => e.Message).OfType<AssignTask>();
}
