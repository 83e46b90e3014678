using Microsoft.Data.Sqlite;

namespace Actors.Persistence;

/// <summary>
/// The file of an embedded journal's snapshots. It is a file of its own beside the journal, since two writers of one SQLite file wait for
/// each other, the second for 150 ms at a time. It may be deleted: then the next start replays every event.
/// </summary>
internal static class SnapshotFile
{
    public const string Name = "snapshots.db";

    public static string PathOf(string directory) => Path.Combine(directory, Name);

    /// <summary>
    /// Takes out what the journal does not lead up to, as after an older copy of it was put back, and the whole file where it is damaged:
    /// a snapshot is only ever a shorter way to what the events say.
    /// </summary>
    public static void Prepare(string directory)
    {
        var path = PathOf(directory);
        if (!File.Exists(path))
            return;
        try
        {
            using var connection = new SqliteConnection(SearchPersistence.ConnectionString(path, SqliteOpenMode.ReadWrite));
            connection.Open();
            if (!Has(connection, "main", "snapshot"))
                return;
            Execute(connection, "ATTACH @journal AS events", SearchPersistence.PathOf(directory));
            try
            {
                Execute(
                    connection,
                    Has(connection, "events", "journal")
                        ? "DELETE FROM snapshot WHERE NOT EXISTS (SELECT 1 FROM events.journal j WHERE j.persistence_id = snapshot.persistence_id AND j.sequence_number = snapshot.sequence_number)"
                        : "DELETE FROM snapshot"
                );
            }
            finally
            {
                Execute(connection, "DETACH events");
            }
        }
        catch (SqliteException)
        {
            SqliteConnection.ClearAllPools();
            File.Delete(path);
        }
    }

    /// <returns>A connection for reading; null where there are no snapshots, or none that can be read.</returns>
    public static SqliteConnection? Open(string directory)
    {
        var path = PathOf(directory);
        if (!File.Exists(path))
            return null;
        var connection = new SqliteConnection(SearchPersistence.ConnectionString(path, SqliteOpenMode.ReadOnly));
        try
        {
            connection.Open();
            if (Has(connection, "main", "snapshot"))
                return connection;
        }
        catch (SqliteException)
        {
            // As good as none.
        }
        connection.Dispose();
        return null;
    }

    private static bool Has(SqliteConnection connection, string schema, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {schema}.sqlite_master WHERE name = '{table}'";
        return command.ExecuteScalar() is 1L;
    }

    private static void Execute(SqliteConnection connection, string sql, string? journal = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (journal is not null)
            command.Parameters.AddWithValue("journal", journal);
        command.ExecuteNonQuery();
    }
}
