using Actors.Clusters;
using Actors.Dispatch;
using Actors.Search.State;

namespace Actors.Tests.Clusters;

public class WaitingReasonsTests
{
    private static readonly WaitingTaskView Task = new("s", "search/1@0", 0);

    [Fact]
    public void Without_devices_a_task_waits_for_one() =>
        Assert.Contains("there is no device", Of([], 1).Tasks.Single().Why, StringComparison.Ordinal);

    [Fact]
    public void A_task_waits_because_all_devices_are_busy_some_of_them_with_its_own_search() =>
        Assert.Equal(
            "all 2 open devices are busy, 1 of them with this search",
            Of([Device("a", "s"), Device("b", "other"), Device("c", null, closed: true)], 1).Tasks.Single().Why
        );

    [Fact]
    public void A_task_waits_because_every_node_is_closed() =>
        Assert.Equal("every device is on a node that is cordoned or drained", Of([Device("a", null, closed: true)], 1).Tasks.Single().Why);

    [Fact]
    public void A_device_in_quarantine_says_why_and_a_task_that_all_devices_are_kept_from_too()
    {
        var reasons = Of([Device("a", null) with { Quarantine = "it broke; tried again in 5 min" }], 1);
        Assert.Equal("it is in quarantine: it broke; tried again in 5 min", reasons.Devices.Single().Why);
        Assert.Contains("every device is in quarantine", reasons.Tasks.Single().Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_the_data_of_a_search_is_named_with_the_fault_and_its_remedy_and_so_is_what_waits_because_of_it()
    {
        var view = new DispatchView([Device("a", null)], [Task], 1, [new UnfitNodeView("s", "node", "cannot read /data", 5)]);
        var reasons = WaitingReasons.Of(view, new SearchList([]));

        Assert.Equal(
            new WaitingReason("s", "node gets no work of it: cannot read /data. Mend that there; it is tried again in 5 min"),
            reasons.Searches.Single()
        );
        Assert.Contains("its node gets no work of: cannot read /data", reasons.Devices.Single().Why, StringComparison.Ordinal);
        Assert.Contains("cannot do this search's work for now", reasons.Tasks.Single().Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_whose_work_waits_for_the_bucket_says_so_and_so_does_the_task_that_waits_for_a_device()
    {
        var reasons = Of(
            [Device("a", "s") with { Trouble = "a blob was not sent to the bucket (Connection refused)" }, Device("b", "s")],
            1
        );

        Assert.Equal(
            new WaitingReason(
                "a",
                "its work for s waits: a blob was not sent to the bucket (Connection refused), which is tried again until it succeeds"
            ),
            reasons.Devices.Single()
        );
        Assert.Equal(
            "all 2 open devices are busy, 2 of them with this search, and the work of 1 waits itself: see the devices",
            reasons.Tasks.Single().Why
        );
    }

    [Fact]
    public void A_task_that_failed_waits_for_another_device_and_the_first_stands_idle_for_it()
    {
        var reasons = WaitingReasons.Of(
            new DispatchView([Device("a", null), Device("b", "s")], [Task with { Elsewhere = true }], 1),
            new SearchList([])
        );
        Assert.Contains("wait for another device", reasons.Devices.Single().Why, StringComparison.Ordinal);
        Assert.Contains("a device on which it has not", reasons.Tasks.Single().Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Searches_say_why_they_have_no_more_tasks_and_one_that_is_suspended_is_said_to_be()
    {
        SearchSummary Search(string id, SearchStatus status, params string[] waiting) => new(id, status, 0, null, 0, 0, null, [.. waiting]);
        var reasons = WaitingReasons.Of(
            new DispatchView([], [], 0),
            new SearchList([
                Search("busy", SearchStatus.Running),
                Search("full", SearchStatus.Running, "search: the window is full"),
                Search("resting", SearchStatus.Suspended),
                Search("done", SearchStatus.Completed),
            ])
        );
        Assert.Equal(["full", "resting"], reasons.Searches.Select(reason => reason.Who));
        Assert.Contains("langevin resume resting", reasons.Searches[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_idle_because_its_node_is_closed_or_because_nothing_waits()
    {
        var reasons = Of([Device("a", null, closed: true), Device("b", null), Device("c", "s")], 0);
        Assert.Equal(["a", "b"], reasons.Devices.Select(reason => reason.Who));
        Assert.Contains("cordoned", reasons.Devices[0].Why, StringComparison.Ordinal);
        Assert.Contains("no task waits", reasons.Devices[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_message_did_not_hold_is_counted() =>
        Assert.Equal(4, WaitingReasons.Of(new DispatchView([], [Task], 5), new SearchList([])).TasksNotShown);

    private static WaitingReasons Of(DeviceView[] devices, int tasks) =>
        WaitingReasons.Of(new DispatchView([.. devices], [.. Enumerable.Repeat(Task, tasks)], tasks), new SearchList([]));

    private static DeviceView Device(string name, string? search, bool closed = false) =>
        new(name, "cpu", "node", search, search is null ? null : "task", closed);
}
