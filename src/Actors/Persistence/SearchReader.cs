using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Actors.Search;
using Actors.Search.Events;
using Actors.Serialization;
using Nas.Model;

namespace Actors.Persistence;

/// <summary>Reads a search from its journal, with or without a process at work on it.</summary>
/// <param name="search">Which search, where the journal may have several; null: the only one.</param>
public sealed class SearchReader(IJournalReader journal, string? search = null)
{
    private const string Prefix = "search-";
    private const string EventsAfterNumber =
        "SELECT message, manifest, identifier, sequence_number FROM journal WHERE persistence_id = @id AND sequence_number > @after AND deleted = false ORDER BY sequence_number";

    private const string LatestSnapshot =
        "SELECT snapshot, manifest, serializer_id, sequence_number FROM snapshot WHERE persistence_id = @id ORDER BY sequence_number DESC LIMIT 1";

    public static SearchReader In(string directory, string? search = null) => new(new SqliteJournalReader(directory), search);

    /// <summary>Persistence id of a search.</summary>
    public static string IdOf(string search) => Prefix + search;

    /// <summary>Persistence id of this one; null where the journal has none.</summary>
    /// <exception cref="UserException">The journal cannot be read, or has several searches, and none is named.</exception>
    public string? Id => search is not null ? IdOf(search) : Noted() ?? Guarded(Found);

    /// <summary>The search as it stands; null where the journal holds none that was started.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public Task<SearchView?> ViewAsync(CancellationToken cancellation = default) =>
        Task.Run(() => SearchViewing.View(State(cancellation)), cancellation);

    /// <summary>The search's history, in the order that <see cref="HistoryEntry"/> states; empty where there is no search.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public async IAsyncEnumerable<HistoryEntry> HistoryAsync(bool verbose, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // Answers come as fast as they are read: there is nothing to wait for, but callers need not know.
        await Task.CompletedTask;
        foreach (var entry in SearchHistory.Of(Events, verbose))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <summary>A long search is not read whole to say where it stands. A snapshot is only ever a shorter way, and one that the events do not fit is none.</summary>
    private SearchState State(CancellationToken cancellation)
    {
        try
        {
            if (SnapshotState() is var (state, follows)) return State(state, EventsAfter(follows), cancellation);
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
            if (Id is not { } id || Snapshot() is not { } row || new EventChain(id).Followed(row.Sequence, row.Stored()) is not { } follows) return null;
            return (row.ReadSnapshot().State, follows);
        }
        catch (SerializationException)
        {
            return null;
        }
    }

    /// <summary>The search's latest snapshot as it is stored; null where there is none.</summary>
    /// <exception cref="UserException">The journal cannot be read, or has several searches, and none is named.</exception>
    public JournalRow? Snapshot()
    {
        if (Id is not { } id) return null;
        try
        {
            using var connection = journal.OpenSnapshots();
            if (connection is null) return null;
            using var command = Command(connection, LatestSnapshot, id);
            using var rows = command.ExecuteReader();
            return rows.Read() ? Row(rows) : null;
        }
        // As good as none.
        catch (DbException)
        {
            return null;
        }
    }

    /// <summary>The search's journal as it is stored, unchecked; empty where there is no search. Read anew each time.</summary>
    /// <param name="after">Events up to this one are left out.</param>
    /// <exception cref="UserException">The journal cannot be read, or has several searches, and none is named.</exception>
    public IEnumerable<JournalRow> Rows(long after = 0)
    {
        if (Id is not { } id) yield break;
        using var connection = Guarded(journal.Open);
        if (connection is null) yield break;
        using var command = Command(connection, EventsAfterNumber, id);
        Add(command, "after", after);
        using var rows = Guarded(command.ExecuteReader);
        while (Guarded(rows.Read)) yield return Guarded(() => Row(rows));
    }

    /// <summary>What the journal tells, from the first event; empty where there is no search. Read anew each time.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public IEnumerable<ISearchEvent> Events() => Stored().Select(stored => stored.Event);

    /// <summary>The same, with each event's number.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public IEnumerable<(long Sequence, ISearchEvent Event)> Stored() => Checked(null);

    private IEnumerable<ISearchEvent> EventsAfter(JournalPoint follows) => Checked(follows).Skip(1).Select(stored => stored.Event);

    /// <param name="first">The event to begin with, which is known; null: the first there is.</param>
    private IEnumerable<(long Sequence, ISearchEvent Event)> Checked(JournalPoint? first)
    {
        if (Id is not { } id) yield break;
        // Looked up before the journal is: what is written meanwhile is not missed in it.
        var chain = new EventChain(id, journal.Ends.Find(id), first);
        if (first is not null) chain.BeginWith(first.Sequence);
        foreach (var row in Rows(chain.Last))
        {
            yield return (row.Sequence, Guarded(() => Read(chain, row)));
        }
        Guarded(() =>
        {
            chain.RequireEnd();
            return true;
        });
    }

    private static ISearchEvent Read(EventChain chain, JournalRow row)
    {
        object stored;
        try
        {
            stored = row.Stored();
        }
        catch (SerializationException cause)
        {
            throw new DamagedJournalException(chain.Last, $"Event {row.Sequence} cannot be read: {cause.Message}");
        }
        return JournalRow.AsEvent(chain.Read(row.Sequence, stored));
    }

    private static JournalRow Row(DbDataReader rows) => new(rows.GetInt64(3), rows.GetString(1), rows.GetInt32(2), rows.GetFieldValue<byte[]>(0));

    private static DbCommand Command(DbConnection connection, string sql, string id)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        Add(command, "id", id);
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    /// <summary>The only search of which it is known that it had events.</summary>
    private string? Noted() => journal.Ends.Ids.Where(id => id.StartsWith(Prefix, StringComparison.Ordinal)).Take(2).ToArray() is [var only] ? only : null;

    /// <summary>The only search that has a first event.</summary>
    private string? Found()
    {
        using var connection = journal.Open();
        if (connection is null) return null;
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT DISTINCT persistence_id FROM journal WHERE sequence_number = 1 AND persistence_id LIKE '{Prefix}%' ORDER BY persistence_id LIMIT 20";
        using var rows = command.ExecuteReader();
        List<string> found = [];
        while (rows.Read()) found.Add(rows.GetString(0));
        return found.Count <= 1 ? found.FirstOrDefault() : throw new UserException(
            $"There are several searches in {journal.Name}: name one with --search, such as {string.Join(", ", found.Select(id => id[Prefix.Length..]))}.");
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DamagedJournalException damage)
        {
            throw new DamagedFileException($"Cannot read {journal.Name}: {damage.Message} {damage.Remedy}", damage);
        }
        catch (Exception cause) when (cause is DbException or SerializationException or InvalidCastException or InvalidOperationException)
        {
            throw new DamagedFileException($"Cannot read {journal.Name}: {cause.Message}", cause);
        }
    }
}
