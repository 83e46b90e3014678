using System.Collections.Immutable;

namespace Actors.Dispatch;

/// <summary>
/// Nodes that get no work of a search for now: its data cannot be read there, or its results cannot be stored; and devices, by their
/// places, that the search needs and that are not there. That says nothing of the search, which others may work on. One is tried again
/// after a while, and a node when a new process of it arrives. Where none is left, a search whose work was done before has met an outage,
/// which may pass: each is tried a few times. Not kept: a new dispatcher finds out again.
/// </summary>
internal sealed class UnfitNodes(DispatchLimits limits)
{
    private const int Named = 3,
        TriesInOutage = 3;

    private readonly Dictionary<(string Search, string Node), Verdict> _verdicts = [];

    /// <summary>Searches whose work has been done here.</summary>
    private readonly HashSet<string> _done = [];

    /// <returns>True where that is new.</returns>
    public bool Failed(string search, string node, TaskFailure failure, string reason, DateTimeOffset now)
    {
        var known = _verdicts.GetValueOrDefault((search, node));
        // What its other devices had begun fails as well.
        if (known?.Until > now)
            return false;
        var times = known?.Times ?? 0;
        _verdicts[(search, node)] = new Verdict(
            failure,
            reason,
            times + 1,
            now + limits.Quarantine[Math.Min(times, limits.Quarantine.Length - 1)]
        );
        return true;
    }

    /// <summary>
    /// Clears the node only for work that began after its failure: work that its other devices had begun earlier may succeed and proves
    /// nothing.
    /// </summary>
    public void Succeeded(string search, string node, DateTimeOffset now)
    {
        _done.Add(search);
        if (_verdicts.GetValueOrDefault((search, node)) is { } verdict && verdict.Until <= now)
            _verdicts.Remove((search, node));
    }

    /// <summary>
    /// A process of the node is new: it is tried again. One whose device is missing ends by itself, and a new one comes with nothing
    /// repaired.
    /// </summary>
    public void Returned(string node)
    {
        foreach (var (key, _) in _verdicts.Where(v => v.Key.Node == node && !v.Value.IsOfDevice).ToList())
            _verdicts.Remove(key);
    }

    /// <summary>The search rests, or has ended; when it is resumed, the user may have helped.</summary>
    public void Forget(string search)
    {
        _done.Remove(search);
        foreach (var key in _verdicts.Keys.Where(key => key.Search == search).ToList())
            _verdicts.Remove(key);
    }

    public void Forget(DateTimeOffset now)
    {
        foreach (var (key, _) in _verdicts.Where(v => now - v.Value.Until > limits.Absence).ToList())
            _verdicts.Remove(key);
    }

    public bool Has(string search, string node, DateTimeOffset now) =>
        _verdicts.Count > 0 && _verdicts.TryGetValue((search, node), out var verdict) && verdict.Until > now;

    public ImmutableArray<UnfitNodeView> Describe(DateTimeOffset now) =>
        [
            .. _verdicts
                .Where(v => v.Value.Until > now)
                .OrderBy(v => v.Key.Search, StringComparer.Ordinal)
                .ThenBy(v => v.Key.Node, StringComparer.Ordinal)
                .Select(v => new UnfitNodeView(
                    v.Key.Search,
                    v.Key.Node,
                    v.Value.Reason,
                    (int)Math.Ceiling((v.Value.Until - now).TotalMinutes)
                )),
        ];

    /// <summary>Whether the device itself or its node is marked as unfit for the search.</summary>
    public bool Has(string search, BookedDevice device, DateTimeOffset now) =>
        Has(search, device.Machine, now) || Has(search, device.Place, now);

    /// <summary>Why nobody can do the search's work; null where one may.</summary>
    /// <param name="devices">The devices that can be counted on, by place and machine.</param>
    /// <param name="mayBeMore">There are devices that were not heard of yet.</param>
    public Hopelessness? WhyNone(
        string search,
        IReadOnlyCollection<(string Place, string Machine)> devices,
        bool mayBeMore,
        DateTimeOffset now
    )
    {
        var unfit = Describe(now).Where(node => node.Search == search).ToList();
        if (unfit.Count == 0)
            return null;
        var onlyDevices = unfit.TrueForAll(node => _verdicts[(search, node.Node)].IsOfDevice);
        // What one device of a machine cannot read or write, none can; that it is missing says nothing of the others.
        if (!limits.OneMachine || onlyDevices)
        {
            if (mayBeMore || devices.Any(device => !Has(search, device.Place, now) && !Has(search, device.Machine, now)))
                return null;
            if (!limits.OneMachine && _done.Contains(search) && devices.Any(device => Times(search, device) < TriesInOutage))
                return null;
        }
        var mistake = unfit.TrueForAll(node => _verdicts[(search, node.Node)].Failure == TaskFailure.DataFault);
        if (unfit.Count == 1)
            return new Hopelessness(unfit[0].Reason, mistake);
        var reasons = string.Join("; ", unfit.Take(Named).Select(node => $"{node.Node}: {node.Reason}"));
        return new Hopelessness(
            $"None of the {unfit.Count} {(onlyDevices ? "devices" : "nodes")} can do its work. {reasons}{(unfit.Count > Named ? "; ..." : "")}",
            mistake
        );
    }

    private int Times(string search, (string Place, string Machine) device) =>
        new[] { device.Place, device.Machine }.Max(key => _verdicts.GetValueOrDefault((search, key))?.Times ?? 0);

    private sealed record Verdict(TaskFailure Failure, string Reason, int Times, DateTimeOffset Until)
    {
        public bool IsOfDevice => Failure == TaskFailure.DeviceMissing;
    }
}

/// <summary>Why no node can do a search's work.</summary>
/// <param name="UserMistake">Its data are not there, or not as they must be.</param>
internal sealed record Hopelessness(string Reason, bool UserMistake);
