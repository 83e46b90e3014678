using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Actors.Search;
using Actors.Search.Events;
using Actors.Serialization;
using Microsoft.Data.Sqlite;
using Nas.Model;

namespace Actors.Persistence;

/// <summary>
/// Reads a search from the journal in its directory, with or without a process at work on it: no actor system, no lock that would hold up
/// the writer, nothing written.
/// </summary>
public static class SearchReader
{
    private const string Query =
        "SELECT message, manifest, identifier FROM journal WHERE persistence_id = $id AND deleted = 0 ORDER BY sequence_number";

    /// <summary>The search as it stands; null where the directory holds none that was started.</summary>
    /// <exception cref="UserException">The journal cannot be read, or is damaged.</exception>
    public static Task<SearchView?> ViewAsync(string directory, CancellationToken cancellation = default) =>
        Task.Run(() => SearchViewing.View(State(directory, cancellation)), cancellation);

    /// <summary>The search's history, in the order that <see cref="HistoryEntry"/> states; empty where there is no search.</summary>
    /// <exception cref="UserException">The journal cannot be read, or is damaged.</exception>
    public static async IAsyncEnumerable<HistoryEntry> HistoryAsync(
        string directory, bool verbose, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // SQLite answers at once or not at all: there is nothing to wait for, but callers need not know.
        await Task.CompletedTask;
        foreach (var entry in SearchHistory.Of(() => Events(directory), verbose))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    private static SearchState State(string directory, CancellationToken cancellation)
    {
        var state = SearchState.NotStarted;
        foreach (var @event in Events(directory))
        {
            cancellation.ThrowIfCancellationRequested();
            state = state.Apply(@event);
        }
        return state;
    }

    private static IEnumerable<ISearchEvent> Events(string directory)
    {
        var path = SearchPersistence.PathOf(directory);
        if (!File.Exists(path)) yield break;
        using var connection = Open(path);
        if (Scalar(connection, path, "SELECT count(*) FROM sqlite_master WHERE name = 'journal'") is not 1L) yield break;
        const string which = "SELECT persistence_id FROM journal WHERE persistence_id LIKE 'search-%' LIMIT 1";
        if (Scalar(connection, path, which) is not string id) yield break;
        using var command = connection.CreateCommand();
        command.CommandText = Query;
        command.Parameters.AddWithValue("$id", id);
        using var rows = Guarded(path, command.ExecuteReader);
        while (Guarded(path, rows.Read)) yield return Guarded(path, () => Event(rows));
    }

    private static ISearchEvent Event(SqliteDataReader row)
    {
        var (manifest, serializer) = (row.GetString(1), row.GetInt32(2));
        if (serializer != WireSerializer.Id) throw new SerializationException($"Serializer {serializer} is not one of ours.");
        return (ISearchEvent)WireTypes.Read(manifest, row.GetFieldValue<byte[]>(0));
    }

    /// <summary>A directory that cannot be written has no place for the files that a write-ahead log needs: then nobody writes, either.</summary>
    private static SqliteConnection Open(string path) => Guarded(path, () =>
    {
        try
        {
            return Opened(path);
        }
        catch (SqliteException cause) when (cause.SqliteErrorCode == SearchPersistence.CannotOpen)
        {
            return OpenedImmutable(path);
        }
    });

    internal static SqliteConnection OpenedImmutable(string path) => Opened(new Uri(Path.GetFullPath(path)).AbsoluteUri + "?immutable=1");

    private static SqliteConnection Opened(string source)
    {
        var connection = new SqliteConnection(SearchPersistence.ConnectionString(source, SqliteOpenMode.ReadOnly));
        try
        {
            connection.Open();
            using var probe = connection.CreateCommand();
            probe.CommandText = "SELECT count(*) FROM sqlite_master";
            probe.ExecuteScalar();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static object? Scalar(SqliteConnection connection, string path, string sql) => Guarded(path, () =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    });

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is SqliteException or SerializationException or InvalidCastException or InvalidOperationException)
        {
            throw new DamagedFileException($"Cannot read the journal {path}: {cause.Message}", cause);
        }
    }
}
