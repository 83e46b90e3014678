using Actors.Clusters;
using Actors.Dispatch;

namespace Actors.Tests.Clusters;

public class WaitingReasonsTests
{
    private static readonly WaitingTaskView Task = new("s", "search/1@0", 0);

    [Fact]
    public void Without_devices_a_task_waits_for_one() => Assert.Contains("there is no device", Of([], 1).Tasks.Single().Why, StringComparison.Ordinal);

    [Fact]
    public void A_task_waits_because_all_devices_are_busy_some_of_them_with_its_own_search() =>
        Assert.Equal("all 2 open devices are busy, 1 of them with this search", Of([Device("a", "s"), Device("b", "other"), Device("c", null, closed: true)], 1).Tasks.Single().Why);

    [Fact]
    public void A_task_waits_because_every_node_is_closed() =>
        Assert.Equal("every device is on a node that is cordoned or drained", Of([Device("a", null, closed: true)], 1).Tasks.Single().Why);

    [Fact]
    public void A_device_is_idle_because_its_node_is_closed_or_because_nothing_waits()
    {
        var reasons = Of([Device("a", null, closed: true), Device("b", null), Device("c", "s")], 0);
        Assert.Equal(["a", "b"], reasons.Devices.Select(reason => reason.Who));
        Assert.Contains("cordoned", reasons.Devices[0].Why, StringComparison.Ordinal);
        Assert.Contains("no task waits", reasons.Devices[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_message_did_not_hold_is_counted() => Assert.Equal(4, WaitingReasons.Of(new DispatchView([], [Task], 5)).TasksNotShown);

    private static WaitingReasons Of(DeviceView[] devices, int tasks) => WaitingReasons.Of(new DispatchView([.. devices], [.. Enumerable.Repeat(Task, tasks)], tasks));

    private static DeviceView Device(string name, string? search, bool closed = false) => new(name, "cpu", "node", search, search is null ? null : "task", closed);
}
