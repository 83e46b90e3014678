namespace Actors.Dispatch;

/// <summary>
/// Tasks that wait: greatest priority first; among searches of equal priority in turn; within a search in order of submission. Every
/// operation takes time logarithmic in the numbers of tasks and searches.
/// </summary>
internal sealed class FairQueue
{
    private static readonly Comparer<BookedTask> Order = Comparer<BookedTask>.Create(
        (a, b) => a.Task!.Priority != b.Task!.Priority ? b.Task.Priority.CompareTo(a.Task.Priority) : a.Sequence.CompareTo(b.Sequence)
    );

    private static readonly Comparer<SearchTurn> Turns = Comparer<SearchTurn>.Create(
        (a, b) =>
        {
            var (first, second) = (a.Tasks.Min!, b.Tasks.Min!);
            return first.Task!.Priority != second.Task!.Priority ? second.Task.Priority.CompareTo(first.Task.Priority)
                : a.Served != b.Served ? a.Served.CompareTo(b.Served)
                : first.Sequence.CompareTo(second.Sequence);
        }
    );

    private readonly Dictionary<string, SearchTurn> _searches = [];

    /// <summary>Searches with waiting tasks, the one to be served next first.</summary>
    private readonly SortedSet<SearchTurn> _waiting = new(Turns);

    private long _turn;

    public int Count { get; private set; }

    public void Add(BookedTask task)
    {
        if (!_searches.TryGetValue(task.SearchId, out var search))
            _searches[task.SearchId] = search = new();
        Change(search, tasks => tasks.Add(task) ? 1 : 0);
    }

    /// <summary>Must come before a change of what the order depends on.</summary>
    public void Remove(BookedTask task)
    {
        if (_searches.TryGetValue(task.SearchId, out var search))
            Change(search, tasks => tasks.Remove(task) ? -1 : 0);
    }

    /// <param name="suits">Tasks that do not suit are passed over, and keep their places.</param>
    public BookedTask? Take(Predicate<BookedTask> suits)
    {
        if (First(suits) is not { } first)
            return null;
        var search = _searches[first.SearchId];
        Change(
            search,
            tasks =>
            {
                search.Served = ++_turn;
                return tasks.Remove(first) ? -1 : 0;
            }
        );
        return first;
    }

    /// <summary>
    /// Almost always the first task of all. Otherwise the search whose turn it would be if it had nothing but tasks that suit.
    /// </summary>
    private BookedTask? First(Predicate<BookedTask> suits)
    {
        if (_waiting.Min?.Tasks.Min is not { } next)
            return null;
        if (suits(next))
            return next;
        return _waiting
            .Select(search => (Task: search.Tasks.FirstOrDefault(task => suits(task)), search.Served))
            .Where(found => found.Task is not null)
            .OrderByDescending(found => found.Task!.Task!.Priority)
            .ThenBy(found => found.Served)
            .ThenBy(found => found.Task!.Sequence)
            .FirstOrDefault()
            .Task;
    }

    /// <summary>A search's place among the others depends on its tasks: it is taken out meanwhile.</summary>
    private void Change(SearchTurn search, Func<SortedSet<BookedTask>, int> change)
    {
        if (search.Tasks.Count > 0)
            _waiting.Remove(search);
        Count += change(search.Tasks);
        if (search.Tasks.Count > 0)
            _waiting.Add(search);
    }

    private sealed class SearchTurn
    {
        public SortedSet<BookedTask> Tasks { get; } = new(Order);

        /// <summary>The turn in which it was served last: it grows with every task taken.</summary>
        public long Served { get; set; }
    }
}
