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

    /// <summary>Of the journal, for sentences.</summary>
    public string JournalName => journal.Name;

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

    /// <summary>Whether the journal has the search. One that cannot be read counts as there: whoever reads on is told why it cannot be.</summary>
    /// <exception cref="UserException">The journal has several searches, and none is named.</exception>
    public bool IsThere()
    {
        try
        {
            return Rows().Any();
        }
        catch (DamagedFileException)
        {
            return true;
        }
    }

    /// <summary>Of the searches in the journal, not all where there are very many; none where it cannot be read.</summary>
    public IReadOnlyList<string> Names()
    {
        try
        {
            using var connection = Guarded(journal.Open);
            return connection is null ? [] : Guarded(() => Names(connection, most: 1000));
        }
        catch (DamagedFileException)
        {
            return [];
        }
    }

    private SearchState State(CancellationToken cancellation)
    {
        var (state, sequence) = SnapshotState() ?? (SearchState.NotStarted, 0);
        foreach (var @event in EventsAfter(sequence))
        {
            cancellation.ThrowIfCancellationRequested();
            state = state.Apply(@event);
        }
        return state;
    }

    /// <summary>A long search is not read whole to say where it stands. A snapshot is only ever a shorter way.</summary>
    private (SearchState State, long Sequence)? SnapshotState()
    {
        try
        {
            return Snapshot() is { } row ? (row.ReadSnapshot().State, row.Sequence) : null;
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
        using var events = Guarded(journal.Open);
        if (events is null || Guarded(() => PersistenceId(events)) is not { } id) return null;
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

    /// <summary>The search's journal as it is stored; empty where there is no search. Read anew each time.</summary>
    /// <param name="after">Events up to this one are left out.</param>
    /// <exception cref="UserException">The journal cannot be read, or has several searches, and none is named.</exception>
    public IEnumerable<JournalRow> Rows(long after = 0)
    {
        using var connection = Guarded(journal.Open);
        if (connection is null || Guarded(() => PersistenceId(connection)) is not { } id) yield break;
        using var command = Command(connection, EventsAfterNumber, id);
        Add(command, "after", after);
        using var rows = Guarded(command.ExecuteReader);
        while (Guarded(rows.Read)) yield return Guarded(() => Row(rows));
    }

    /// <summary>What the journal tells, from the first event; empty where there is no search. Read anew each time.</summary>
    /// <exception cref="UserException">The journal cannot be read, is damaged, or has several searches, and none is named.</exception>
    public IEnumerable<ISearchEvent> Events() => EventsAfter(0);

    private IEnumerable<ISearchEvent> EventsAfter(long sequence) => Rows(sequence).Select(row => Guarded(row.Read));

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

    private string? PersistenceId(DbConnection connection)
    {
        if (search is not null) return Prefix + search;
        var found = Names(connection, most: 20);
        return found.Count <= 1 ? found.Select(name => Prefix + name).FirstOrDefault() : throw new UserException(
            $"There are several searches in {journal.Name}: name one with --search, such as {string.Join(", ", found)}.");
    }

    private static List<string> Names(DbConnection connection, int most)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT DISTINCT persistence_id FROM journal WHERE persistence_id LIKE '{Prefix}%' ORDER BY persistence_id LIMIT {most}";
        using var rows = command.ExecuteReader();
        List<string> found = [];
        while (rows.Read()) found.Add(rows.GetString(0)[Prefix.Length..]);
        return found;
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is DbException or SerializationException or InvalidCastException or InvalidOperationException)
        {
            throw new DamagedFileException($"Cannot read {journal.Name}: {cause.Message}", cause);
        }
    }
}
