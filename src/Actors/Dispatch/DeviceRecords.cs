using System.Collections.Immutable;

namespace Actors.Dispatch;

/// <summary>
/// Decides which devices are to blame for what fails on them. Different tasks that fail on one in a row speak against the device; a task
/// that fails on a second device speaks for the first, and is removed from the records of both; a success clears a device. Only other
/// devices can tell whether a device or its tasks are bad: the last one that is trusted is never put in quarantine for its tasks' failures,
/// but for a fault that it reports itself. Not kept: a new dispatcher finds out again.
/// </summary>
/// <param name="made">Time when the first device may have been heard of.</param>
internal sealed class DeviceRecords(DispatchLimits limits, ClosedNodes closed, DateTimeOffset made)
{
    private const int UsualLimit = 3,
        LongestStreak = 100;

    private readonly Dictionary<string, DeviceRecord> _devices = [];

    /// <summary>Tasks that have failed on one device: where, and when last.</summary>
    private readonly Dictionary<string, (DeviceRecord Device, DateTimeOffset At)> _suspected = [];

    public void Heard(string name, string? node, DateTimeOffset now)
    {
        if (!_devices.TryGetValue(name, out var device))
            _devices[name] = device = new(name);
        (device.Node, device.LastHeard) = (node, now);
    }

    public void Succeeded(string name)
    {
        if (_devices.TryGetValue(name, out var device))
            Clear(device);
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
        if (!_devices.TryGetValue(name, out var device))
            return ([], "");
        var subject = Subject(lease.SearchId, lease.TaskId);
        if (_suspected.TryGetValue(subject, out var first) && first.Device != device)
        {
            DropFailure(first.Device, subject);
            return ([], "");
        }
        Suspect(device, subject, lease, now);
        var many = device.Streak.Count >= (limit == 0 ? UsualLimit : limit) && (!device.IsTrusted || HasTrustedBut(name, now));
        if (!many && failure != TaskFailure.DeviceFault && device.IsTrusted)
            return ([], "");
        device.QuarantinedUntil = now + limits.Quarantine[Math.Min(device.Quarantines++, limits.Quarantine.Length - 1)];
        device.Reason = many ? $"{device.Streak.Count} different tasks failed on it in a row, the last because: {reason}" : reason;
        return (many ? [.. device.Streak.Select(entry => entry.Lease)] : [], $"device {name} was to blame: {device.Reason}");
    }

    /// <summary>The device on which the task's candidate failed, with any sample, if it failed on that alone; and when.</summary>
    public (string Name, DateTimeOffset At)? Suspected(string search, string task) =>
        _suspected.Count > 0 && _suspected.TryGetValue(Subject(search, task), out var suspected)
            ? (suspected.Device.Name, suspected.At)
            : null;

    public bool IsQuarantined(string name, DateTimeOffset now) =>
        _devices.TryGetValue(name, out var device) && device.QuarantinedUntil > now;

    /// <summary>Why it is given no work, for people; null where it is not in quarantine.</summary>
    public string? Quarantine(string name, DateTimeOffset now) =>
        IsQuarantined(name, now) && _devices[name] is var device
            ? $"{device.Reason}; tried again in {Math.Ceiling((device.QuarantinedUntil - now).TotalMinutes):0} min"
            : null;

    /// <summary>Whether there is a device besides these, or one is expected back from a quarantine or a restart.</summary>
    public bool HasOther(ImmutableArray<string> but, DateTimeOffset now) =>
        IsNew(now) || _devices.Values.Any(device => CanBeCountedOn(device, now) && !but.Contains(device.Name));

    /// <summary>The devices that can be counted on, with their machines.</summary>
    public IReadOnlyCollection<(string Place, string Machine)> Present(DateTimeOffset now) =>
        [.. _devices.Values.Where(device => CanBeCountedOn(device, now)).Select(device => (device.Name, device.Machine))];

    /// <summary>There may be devices that were not heard of yet.</summary>
    private bool IsNew(DateTimeOffset now) => now - made < limits.Acquaintance && _devices.Count < (limits.Devices ?? int.MaxValue);

    private bool HasTrustedBut(string name, DateTimeOffset now) =>
        _devices.Values.Any(device => device.IsTrusted && CanBeCountedOn(device, now) && device.Name != name);

    private bool CanBeCountedOn(DeviceRecord device, DateTimeOffset now) =>
        now - device.LastHeard < limits.Absence && !closed.Has(device.Node);

    /// <summary>The reason of one of the devices, where all that are there are in quarantine; null where one is not.</summary>
    public string? WhyNoneWorks(DateTimeOffset now)
    {
        var present = _devices.Values.Where(device => now - device.LastHeard < limits.Absence);
        if (!present.Any() || present.Any(device => device.QuarantinedUntil <= now))
            return null;
        var next = present.MinBy(device => device.QuarantinedUntil)!;
        return $"all {present.Count()} devices are in quarantine; {next.Name}: {Quarantine(next.Name, now)}";
    }

    public void Forget(DateTimeOffset now)
    {
        foreach (var device in _devices.Values.Where(device => now - device.LastHeard > limits.Absence + limits.Quarantine[^1]).ToList())
        {
            Clear(device);
            _devices.Remove(device.Name);
        }
    }

    /// <summary>A candidate fails with every sample if it fails with one: it speaks against a device only once.</summary>
    private static string Subject(string search, string task) => $"{search} {task.Split('@')[0]}";

    private void Suspect(DeviceRecord device, string subject, Lease lease, DateTimeOffset now)
    {
        if (device.Streak.RemoveAll(entry => entry.Subject == subject) == 0 && device.Streak.Count == LongestStreak)
        {
            _suspected.Remove(device.Streak[0].Subject);
            device.Streak.RemoveAt(0);
        }
        device.Streak.Add((subject, lease));
        _suspected[subject] = (device, now);
    }

    /// <summary>Takes a failure back: the task fails elsewhere as well.</summary>
    private void DropFailure(DeviceRecord device, string subject)
    {
        _suspected.Remove(subject);
        device.Streak.RemoveAll(entry => entry.Subject == subject);
        if (device.Streak.Count == 0)
            Clear(device);
    }

    private void Clear(DeviceRecord device)
    {
        foreach (var (subject, _) in device.Streak)
            _suspected.Remove(subject);
        device.Streak.Clear();
        (device.Quarantines, device.QuarantinedUntil) = (0, default);
    }
}
