using System.Collections.Immutable;

namespace Actors.Dispatch;

/// <summary>
/// Decides which devices are to blame for what fails on them. Different tasks that fail on one in a row speak against the device; a task
/// that fails on a second device speaks for the first, and is removed from the records of both; a success clears a device. Only other
/// devices can tell whether a device or its tasks are bad: the last one that is trusted is never put in quarantine for its tasks' failures,
/// but for a fault that it reports itself. Not kept: a new dispatcher finds out again.
/// </summary>
/// <param name="made">Time when the first of them may have been heard of.</param>
internal sealed class Places(DispatchLimits limits, ClosedNodes closed, DateTimeOffset made)
{
    private const int UsualLimit = 3,
        LongestStreak = 100;

    private readonly Dictionary<string, Place> _places = [];

    /// <summary>Tasks that have failed on one device: where, and when last.</summary>
    private readonly Dictionary<string, (Place Place, DateTimeOffset At)> _suspected = [];

    public void Heard(string name, string? node, DateTimeOffset now)
    {
        if (!_places.TryGetValue(name, out var place))
            _places[name] = place = new(name);
        (place.Node, place.LastHeard) = (node, now);
    }

    public void Succeeded(string name)
    {
        if (_places.TryGetValue(name, out var place))
            Clear(place);
    }

    /// <summary>A task failed there in a way that is held against it.</summary>
    /// <param name="limit">Number of different tasks that make it the device's fault; 0: as many as usual.</param>
    /// <returns>The leases for whose failure the device is to blame, and why; none where it is not, or not yet.</returns>
    public (ImmutableArray<Lease> Leases, string Reason) Failed(
        string name,
        Lease lease,
        TaskFailure failure,
        string reason,
        int limit,
        DateTimeOffset now
    )
    {
        if (!_places.TryGetValue(name, out var place))
            return ([], "");
        var subject = Subject(lease.SearchId, lease.TaskId);
        if (_suspected.TryGetValue(subject, out var first) && first.Place != place)
        {
            Acquit(first.Place, subject);
            return ([], "");
        }
        Suspect(place, subject, lease, now);
        var many = place.Streak.Count >= (limit == 0 ? UsualLimit : limit) && (!place.IsTrusted || HasTrustedBut(name, now));
        if (!many && failure != TaskFailure.DeviceFault && place.IsTrusted)
            return ([], "");
        place.QuarantinedUntil = now + limits.Quarantine[Math.Min(place.Quarantines++, limits.Quarantine.Length - 1)];
        place.Reason = many ? $"{place.Streak.Count} different tasks failed on it in a row, the last because: {reason}" : reason;
        return (many ? [.. place.Streak.Select(entry => entry.Lease)] : [], $"device {name} was to blame: {place.Reason}");
    }

    /// <summary>The device on which the task's candidate failed, with any sample, if it failed on that alone; and when.</summary>
    public (string Name, DateTimeOffset At)? Suspected(string search, string task) =>
        _suspected.Count > 0 && _suspected.TryGetValue(Subject(search, task), out var suspected)
            ? (suspected.Place.Name, suspected.At)
            : null;

    public bool IsQuarantined(string name, DateTimeOffset now) => _places.TryGetValue(name, out var place) && place.QuarantinedUntil > now;

    /// <summary>Why it is given no work, for people; null where it is not in quarantine.</summary>
    public string? Quarantine(string name, DateTimeOffset now) =>
        IsQuarantined(name, now) && _places[name] is var place
            ? $"{place.Reason}; tried again in {Math.Ceiling((place.QuarantinedUntil - now).TotalMinutes):0} min"
            : null;

    /// <summary>Whether there is a device besides these, or one is expected back from a quarantine or a restart.</summary>
    public bool HasOther(ImmutableArray<string> but, DateTimeOffset now) =>
        IsNew(now) || _places.Values.Any(place => CanBeCountedOn(place, now) && !but.Contains(place.Name));

    /// <summary>The devices that can be counted on, with their machines.</summary>
    public IReadOnlyCollection<(string Place, string Machine)> Present(DateTimeOffset now) =>
        [.. _places.Values.Where(place => CanBeCountedOn(place, now)).Select(place => (place.Name, place.Machine))];

    /// <summary>There may be devices that were not heard of yet.</summary>
    private bool IsNew(DateTimeOffset now) => now - made < limits.Acquaintance && _places.Count < (limits.Devices ?? int.MaxValue);

    private bool HasTrustedBut(string name, DateTimeOffset now) =>
        _places.Values.Any(place => place.IsTrusted && CanBeCountedOn(place, now) && place.Name != name);

    private bool CanBeCountedOn(Place place, DateTimeOffset now) => now - place.LastHeard < limits.Absence && !closed.Has(place.Node);

    /// <summary>The reason of one of the devices, where all that are there are in quarantine; null where one is not.</summary>
    public string? WhyNoneWorks(DateTimeOffset now)
    {
        var present = _places.Values.Where(place => now - place.LastHeard < limits.Absence);
        if (!present.Any() || present.Any(place => place.QuarantinedUntil <= now))
            return null;
        var next = present.MinBy(place => place.QuarantinedUntil)!;
        return $"all {present.Count()} devices are in quarantine; {next.Name}: {Quarantine(next.Name, now)}";
    }

    public void Forget(DateTimeOffset now)
    {
        foreach (var place in _places.Values.Where(place => now - place.LastHeard > limits.Absence + limits.Quarantine[^1]).ToList())
        {
            Clear(place);
            _places.Remove(place.Name);
        }
    }

    /// <summary>A candidate fails with every sample if it fails with one: it speaks against a device only once.</summary>
    private static string Subject(string search, string task) => $"{search} {task.Split('@')[0]}";

    private void Suspect(Place place, string subject, Lease lease, DateTimeOffset now)
    {
        if (place.Streak.RemoveAll(entry => entry.Subject == subject) == 0 && place.Streak.Count == LongestStreak)
        {
            _suspected.Remove(place.Streak[0].Subject);
            place.Streak.RemoveAt(0);
        }
        place.Streak.Add((subject, lease));
        _suspected[subject] = (place, now);
    }

    /// <summary>The task fails elsewhere as well.</summary>
    private void Acquit(Place place, string subject)
    {
        _suspected.Remove(subject);
        place.Streak.RemoveAll(entry => entry.Subject == subject);
        if (place.Streak.Count == 0)
            Clear(place);
    }

    private void Clear(Place place)
    {
        foreach (var (subject, _) in place.Streak)
            _suspected.Remove(subject);
        place.Streak.Clear();
        (place.Quarantines, place.QuarantinedUntil) = (0, default);
    }
}
