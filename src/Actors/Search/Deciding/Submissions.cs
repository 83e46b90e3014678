using Actors.Dispatch;

namespace Actors.Search.Deciding;

/// <summary>
/// The tasks that the dispatcher has been told, and has confirmed: only to avoid repeating them. Losing this costs messages, never results:
/// all is submitted again whenever in doubt.
/// </summary>
internal sealed class Submissions
{
    private readonly Dictionary<string, Entry> _entries = [];

    private long? _incarnation;

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>
    /// The messages that make the dispatcher know of exactly these tasks: new or changed ones, and ids of those no longer wanted.
    /// </summary>
    public (List<DeviceTask> Submit, List<string> Withdraw) Update(IEnumerable<DeviceTask> outstanding)
    {
        var submit = new List<DeviceTask>();
        foreach (var entry in _entries.Values)
            entry.Wanted = false;
        foreach (var task in outstanding)
        {
            if (!_entries.TryGetValue(task.Id, out var entry))
                _entries.Add(task.Id, entry = new Entry());
            entry.Wanted = true;
            if (entry.Task is not null && Same(entry.Task, task))
                continue;
            entry.Task = task;
            entry.Accepted = entry.LookedUp = false;
            submit.Add(task);
        }
        var gone = _entries.Where(entry => !entry.Value.Wanted).Select(entry => entry.Key).ToList();
        var withdraw = gone.Where(task => !_entries[task].Reported).ToList();
        foreach (var task in gone)
            _entries.Remove(task);
        return (submit, withdraw);
    }

    /// <summary>The device has said its last word on the task: the dispatcher need not be told that it is over.</summary>
    public void Reported(string task)
    {
        if (_entries.TryGetValue(task, out var entry))
            entry.Reported = true;
    }

    public bool IsLookedUp(string task) => _entries.GetValueOrDefault(task) is { LookedUp: true };

    /// <summary>An answer came to whether a task's scores are known from before: the task, where it is still wanted so.</summary>
    public DeviceTask? LookedUp(string task, int divisor)
    {
        if (!_entries.TryGetValue(task, out var entry) || entry.LookedUp || entry.Task?.BatchDivisor != divisor)
            return null;
        entry.LookedUp = true;
        return entry.Task;
    }

    /// <summary>
    /// The dispatcher strikes the task off its book, unless it was submitted again meanwhile: to be submitted again if it is still
    /// wanted, and withdrawn if not.
    /// </summary>
    public void Struck(string task)
    {
        if (_entries.TryGetValue(task, out var entry))
            (entry.Task, entry.Reported) = (null, false);
    }

    public void Clear() => _entries.Clear();

    public void Accepted(string task, long incarnation)
    {
        Seen(incarnation);
        if (_entries.TryGetValue(task, out var entry))
            entry.Accepted = true;
    }

    /// <summary>A dispatcher other than the last has an empty queue.</summary>
    public void Seen(long incarnation)
    {
        if (_incarnation is { } known && known != incarnation)
            DoubtAll();
        _incarnation = incarnation;
    }

    public void DoubtAll()
    {
        foreach (var entry in _entries.Values)
            entry.Accepted = false;
    }

    public IEnumerable<DeviceTask> Unaccepted =>
        _entries.Values.Where(entry => !entry.Accepted).Select(entry => entry.Task).OfType<DeviceTask>();

    private static bool Same(DeviceTask a, DeviceTask b) =>
        a.Weights == b.Weights
        && a.BatchDivisor == b.BatchDivisor
        && a.Settings == b.Settings
        && a.Checkpoints.AsSpan().SequenceEqual(b.Checkpoints.AsSpan())
        && a.FailedOn.AsSpan().SequenceEqual(b.FailedOn.AsSpan());

    private sealed class Entry
    {
        /// <summary>The task as last submitted; null: to be submitted.</summary>
        public DeviceTask? Task { get; set; }

        public bool Accepted { get; set; }

        public bool Reported { get; set; }

        /// <summary>Its scores are not known from before.</summary>
        public bool LookedUp { get; set; }

        public bool Wanted { get; set; }
    }
}
