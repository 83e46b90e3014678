using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Actors.Clusters;
using Actors.Persistence;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model;

namespace Actors.Archive;

/// <summary>Reads a search from its journal, with or without a process at work on it.</summary>
/// <param name="search">Name of the search, where the journal may have several; null: the only one.</param>
public sealed class SearchReader(IJournalReader journal, string? search = null)
{
    private const string Prefix = "search-";

    /// <summary>The search's journal; null where there is none.</summary>
    /// <exception cref="UserException">The journal cannot be read, or has several searches, and none is named.</exception>
    public EventReader? Journal =>
        (search is not null ? IdOf(search) : Noted() ?? EventReader.Guarded(journal, Found)) is { } id
            ? new EventReader(journal, id)
            : null;

    public static SearchReader In(string directory, string? search = null) => new(new SqliteJournalReader(directory), search);

    /// <summary>Name of the journal, for sentences.</summary>
    public string JournalName => journal.Name;

    /// <summary>Persistence id of a search.</summary>
    public static string IdOf(string search) => Prefix + search;

    /// <summary>The search as it stands; null where the journal holds none that was started.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public Task<SearchView?> ViewAsync(CancellationToken cancellation = default) =>
        Task.Run(() => SearchViewing.View(State(cancellation)), cancellation);

    /// <summary>The search's history, in the order that <see cref="HistoryEntry"/> states; empty where there is no search.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public async IAsyncEnumerable<HistoryEntry> HistoryAsync(
        bool verbose,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        // Answers come as fast as they are read: there is nothing to wait for, but callers need not know.
        await Task.CompletedTask;
        foreach (var entry in SearchHistory.Of(Events, verbose))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <summary>
    /// Whether the journal has the search. One that cannot be read counts as there: whoever reads on is told why it cannot be.
    /// </summary>
    /// <exception cref="UserException">The journal has several searches, and none is named.</exception>
    public bool IsThere()
    {
        try
        {
            return Journal is { } events && (events.End is not null || events.Rows().Any());
        }
        catch (DamagedFileException)
        {
            return true;
        }
    }

    /// <summary>Names of the searches in the journal; none where it cannot be read.</summary>
    public IReadOnlyList<string> Names()
    {
        try
        {
            return [.. EventReader.Guarded(journal, () => Ids(Prefix)).Select(id => id[Prefix.Length..])];
        }
        catch (DamagedFileException)
        {
            return [];
        }
    }

    /// <summary>The journal's content, from the first event; empty where there is no search. Each call reads it again.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public IEnumerable<ISearchEvent> Events() => WithoutPredecessors(Events(null));

    /// <summary>A search that began in place of another, which had nothing to show, is told as if it were the only one.</summary>
    private static IEnumerable<ISearchEvent> WithoutPredecessors(IEnumerable<ISearchEvent> events)
    {
        List<ISearchEvent>? held = [];
        foreach (var @event in events)
        {
            if (held is null)
            {
                yield return @event;
                continue;
            }
            if (@event is SearchStarted)
                held.Clear();
            held.Add(@event);
            if (!Produce.IsProduce(@event))
                continue;
            foreach (var one in held)
                yield return one;
            held = null;
        }
        foreach (var one in held ?? [])
            yield return one;
    }

    /// <summary>All that is wrong with the journal, also where nobody has come upon it yet.</summary>
    /// <exception cref="UserException">The journal cannot be read, or has several searches, and none is named.</exception>
    public JournalFindings Audit()
    {
        var database = journal.Check().Select(problem => $"The database finds {journal.Name} damaged: {problem}");
        var events = Journal;
        var found = events is null ? JournalAudit.Of("", []) : JournalAudit.Of(events.Id, events.Rows(), events.Snapshot(), events.End);
        return found with
        {
            Problems =
            [
                .. database,
                .. found.Problems,
                .. new[] { events is null ? null : journal.Ends.ProblemOf(events.Id), ProblemOfCatalogue() }.OfType<string>(),
            ],
        };
    }

    /// <summary>Every journal that there is beside this one, and this one.</summary>
    /// <exception cref="UserException">The journal cannot be read.</exception>
    public IReadOnlyList<EventReader> All() =>
        [.. EventReader.Guarded(journal, () => Ids("")).Union(journal.Ends.Ids).Select(id => new EventReader(journal, id))];

    /// <summary>
    /// A long search is not read whole to say where it stands. A snapshot is only ever a shorter way, and one that the events do not fit is
    /// none.
    /// </summary>
    private SearchState State(CancellationToken cancellation)
    {
        try
        {
            if (SnapshotState() is var (state, follows))
                return State(state, Events(follows).Skip(1), cancellation);
        }
        catch (DamagedFileException)
        {
            // Then all events say where the damage is.
        }
        return State(SearchState.NotStarted, Events(), cancellation);
    }

    private static SearchState State(SearchState state, IEnumerable<ISearchEvent> events, CancellationToken cancellation)
    {
        foreach (var @event in events)
        {
            cancellation.ThrowIfCancellationRequested();
            state = state.Apply(@event);
        }
        return state;
    }

    private (SearchState State, JournalPoint Follows)? SnapshotState()
    {
        try
        {
            if (
                Journal is not { } events
                || events.Snapshot() is not { } row
                || new EventChain(events.Id).Followed(row.Sequence, row.Stored()) is not { } follows
            )
                return null;
            return (row.ReadSnapshot().State, follows);
        }
        catch (SerializationException)
        {
            return null;
        }
    }

    /// <param name="first">The event to begin with; null: the first that there is.</param>
    private IEnumerable<ISearchEvent> Events(JournalPoint? first)
    {
        if (Journal is not { } events)
            yield break;
        // What has checksums is what was written, and leads on; of the others that is seen to here, once for all who go by them.
        var state = first is null && events.Rows().FirstOrDefault() is { IsSealed: false } ? SearchState.NotStarted : null;
        foreach (var (sequence, content) in events.Events(first))
        {
            var @event = EventReader.Guarded(journal, () => SearchRows.AsEvent(content));
            state = EventReader.Guarded(journal, () => Followed(state, sequence, @event));
            yield return @event;
        }
    }

    private static SearchState? Followed(SearchState? state, long sequence, ISearchEvent @event)
    {
        if (state is not null)
            return EventFold.Next(state, sequence, @event);
        // Of a newer version, whose settings this one does not know.
        EventFold.Follow(sequence, @event, () => { });
        return null;
    }

    /// <summary>The list of searches lies in the journal of a cluster as well.</summary>
    private string? ProblemOfCatalogue()
    {
        try
        {
            return new EventReader(journal, CatalogueActor.Id).Events().Any(read => read.Event is not ICatalogueEvent)
                ? "The cluster's list of searches has events that are none of its own."
                : null;
        }
        catch (DamagedFileException cause)
        {
            return $"The cluster's list of searches: {cause.Message}";
        }
    }

    /// <summary>The only search of which it is known that it had events.</summary>
    private string? Noted() =>
        journal.Ends.Ids.Where(id => id.StartsWith(Prefix, StringComparison.Ordinal)).Take(2).ToArray() is [var only] ? only : null;

    /// <summary>The only search that has a first event.</summary>
    private string? Found()
    {
        var found = Ids(Prefix);
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new UserException(
                $"There are several searches in {journal.Name}: name one with --search, such as {string.Join(", ", found.Take(20).Select(id => id[Prefix.Length..]))}."
            );
    }

    /// <summary>Whoever has a first event.</summary>
    private List<string> Ids(string prefix)
    {
        List<string> found = [];
        using var connection = journal.Open();
        if (connection is null)
            return found;
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT DISTINCT persistence_id FROM journal WHERE sequence_number = 1 AND persistence_id LIKE '{prefix}%' ORDER BY persistence_id";
        using var rows = command.ExecuteReader();
        while (rows.Read())
            found.Add(rows.GetString(0));
        return found;
    }
}
