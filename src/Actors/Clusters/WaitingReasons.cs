using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State;

namespace Actors.Clusters;

/// <summary>Why does a device stand idle, or its work still, and a task wait? And why does a search have no more tasks?</summary>
public sealed record WaitingReasons(
    ImmutableArray<WaitingReason> Devices,
    ImmutableArray<WaitingReason> Tasks,
    int TasksNotShown,
    ImmutableArray<WaitingReason> Searches
)
{
    /// <param name="searches">The searches of the cluster.</param>
    public static WaitingReasons Of(DispatchView view, SearchList searches)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(searches);
        var waiting = view.Devices.Where(device => device.SearchId is null || device.Trouble is not null);
        return new(
            [.. waiting.Select(device => new WaitingReason(device.Name, Reason(device, view)))],
            [.. view.Tasks.Select(task => new WaitingReason($"{task.SearchId} {task.TaskId}", Reason(task, view)))],
            view.Waiting - view.Tasks.Length,
            [
                .. searches.Searches.SelectMany(search => Reasons(search).Select(reason => new WaitingReason(search.SearchId, reason))),
                .. Unfit(view).Select(node => new WaitingReason(node.Search, node.ToString())),
            ]
        );
    }

    /// <summary>Nodes that are unfit for a search; none where an older version answers.</summary>
    private static ImmutableArray<UnfitNodeView> Unfit(DispatchView view) => view.Unfit.IsDefault ? [] : view.Unfit;

    private static string Reason(DeviceView device, DispatchView view)
    {
        if (device.SearchId is { } search && device.Trouble is { } trouble)
            return $"its work for {search} waits: {trouble}, which is tried again until it succeeds";
        if (device.Closed)
            return $"its node {device.Node} is cordoned or drained";
        if (device.Quarantine is { } quarantine)
            return $"it is in quarantine: {quarantine}";
        if (view.Tasks.Length > 0 && view.Tasks.Length == view.Waiting && view.Tasks.All(task => UnfitFor(device, task, view) is not null))
        {
            return $"the tasks that wait are of a search that its node gets no work of: {UnfitFor(device, view.Tasks[0], view)!.Reason}";
        }
        if (view.Waiting == 0)
            return "no task waits: every search has all its work under way, or waits for results before it can propose more";
        return view.Tasks.Length == view.Waiting && view.Tasks.All(task => task.Elsewhere)
            ? "the tasks that wait have failed on it, or on its like, and wait for another device"
            : "it has just become free: it is being given a task";
    }

    private static string Reason(WaitingTaskView task, DispatchView view)
    {
        if (view.Devices.IsEmpty)
            return "there is no device: start a gpu node";
        if (view.Devices.All(device => device.Closed))
            return "every device is on a node that is cordoned or drained";
        var open = view.Devices.Where(device => device is { Closed: false, Quarantine: null }).ToList();
        if (open.Count == 0)
            return "every device is in quarantine, or on a node that is cordoned or drained";
        if (task.Elsewhere)
            return "it has failed, and waits for a device on which it has not";
        if (
            open.TrueForAll(device => device.SearchId is not null || UnfitFor(device, task, view) is not null)
            && Unfit(view).Any(unfit => unfit.Search == task.SearchId)
        )
        {
            return "the nodes with free devices cannot do this search's work for now, and the other devices are busy: see the search";
        }
        var busy = open.FindAll(device => device.SearchId is not null);
        if (busy.Count < open.Count)
            return "a device has just become free: it is being given a task";
        var own = busy.Count(device => device.SearchId == task.SearchId);
        var waiting = busy.Count(device => device.Trouble is not null);
        return $"all {open.Count} open devices are busy, {own} of them with this search{(waiting > 0 ? $", and the work of {waiting} waits itself: see the devices" : "")}";
    }

    private static UnfitNodeView? UnfitFor(DeviceView device, WaitingTaskView task, DispatchView view) =>
        Unfit(view).FirstOrDefault(unfit => unfit.Node == device.Node && unfit.Search == task.SearchId);

    /// <summary>A search that was suspended is in nobody's memory, and cannot say so itself.</summary>
    private static IEnumerable<string> Reasons(SearchSummary search) =>
        search.Status == SearchStatus.Suspended ? [$"it is suspended: langevin resume {search.SearchId}"]
        : search.Status == SearchStatus.Running && !search.Waiting.IsDefault ? search.Waiting
        : [];
}

/// <param name="Who">A device, a search and its task, or a search.</param>
public sealed record WaitingReason(string Who, string Why);
