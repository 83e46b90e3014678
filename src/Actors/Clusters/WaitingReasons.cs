using System.Collections.Immutable;
using Actors.Dispatch;

namespace Actors.Clusters;

/// <summary>Why does a device stand idle, and a task wait?</summary>
public sealed record WaitingReasons(ImmutableArray<WaitingReason> Devices, ImmutableArray<WaitingReason> Tasks, int TasksNotShown)
{
    public static WaitingReasons Of(DispatchView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var idle = view.Devices.Where(device => device.SearchId is null);
        return new(
            [.. idle.Select(device => new WaitingReason(device.Name, Reason(device, view)))],
            [.. view.Tasks.Select(task => new WaitingReason($"{task.SearchId} {task.TaskId}", Reason(task, view)))],
            view.Waiting - view.Tasks.Length);
    }

    private static string Reason(DeviceView device, DispatchView view)
    {
        if (device.Closed) return $"its node {device.Node} is cordoned or drained";
        return view.Waiting == 0
            ? "no task waits: every search has all its work under way, or waits for results before it can propose more"
            : "it has just become free: it is being given a task";
    }

    private static string Reason(WaitingTaskView task, DispatchView view)
    {
        if (view.Devices.IsEmpty) return "there is no device: start a gpu node";
        var open = view.Devices.Count(device => !device.Closed);
        if (open == 0) return "every device is on a node that is cordoned or drained";
        var busy = view.Devices.Where(device => device is { Closed: false, SearchId: not null }).ToList();
        if (busy.Count < open) return "a device has just become free: it is being given a task";
        var own = busy.Count(device => device.SearchId == task.SearchId);
        return $"all {open} open devices are busy, {own} of them with this search";
    }
}

/// <param name="Who">A device, or a search and its task.</param>
public sealed record WaitingReason(string Who, string Why);
