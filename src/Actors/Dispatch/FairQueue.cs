namespace Actors.Dispatch;

/// <summary>Tasks that wait: greatest priority first; among searches of equal priority in turn; within a search in order of submission.</summary>
internal sealed class FairQueue
{
    private static readonly Comparer<BookedTask> Order = Comparer<BookedTask>.Create((a, b) =>
        a.Task!.Priority != b.Task!.Priority ? b.Task.Priority.CompareTo(a.Task.Priority) : a.Sequence.CompareTo(b.Sequence));

    private readonly Dictionary<string, SortedSet<BookedTask>> _waiting = [];
    private readonly Dictionary<string, long> _served = [];
    private long _turn;

    public void Add(BookedTask task)
    {
        if (!_waiting.TryGetValue(task.SearchId, out var tasks)) _waiting[task.SearchId] = tasks = new(Order);
        tasks.Add(task);
    }

    /// <summary>Must come before a change of what the order depends on.</summary>
    public void Remove(BookedTask task)
    {
        if (!_waiting.TryGetValue(task.SearchId, out var tasks)) return;
        tasks.Remove(task);
        if (tasks.Count == 0) _waiting.Remove(task.SearchId);
    }

    public BookedTask? Take()
    {
        BookedTask? first = null;
        foreach (var tasks in _waiting.Values)
        {
            if (first is null || GoesBefore(tasks.Min!, first)) first = tasks.Min;
        }
        if (first is null) return null;
        Remove(first);
        _served[first.SearchId] = ++_turn;
        return first;
    }

    private bool GoesBefore(BookedTask a, BookedTask b)
    {
        if (a.Task!.Priority != b.Task!.Priority) return a.Task.Priority > b.Task.Priority;
        var (turnA, turnB) = (_served.GetValueOrDefault(a.SearchId), _served.GetValueOrDefault(b.SearchId));
        return turnA != turnB ? turnA < turnB : a.Sequence < b.Sequence;
    }
}
