using System.Text.Json;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;
using Nas.Model;

namespace Actors.Persistence;

/// <summary>
/// Where journals live: SQLite in the search's directory, or any database of Akka.Persistence.Sql. SQLite runs with a write-ahead log and
/// full synchronisation: what is acknowledged survives the death of the process and of the machine.
/// </summary>
public static class SearchPersistence
{
    /// <summary>Name of the journal in a search's directory.</summary>
    public const string JournalFile = "journal.db";

    public static string PathOf(string directory) => Path.Combine(directory, JournalFile);

    /// <summary>Makes the journal's file ready, which it has to be before the actor system starts.</summary>
    /// <exception cref="UserException">The directory or the file cannot be written, or the file is no journal.</exception>
    public static void Prepare(string directory)
    {
        var path = PathOf(directory);
        try
        {
            Directory.CreateDirectory(directory);
            using var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
            connection.Open();
            // A page that is needed only after hours is looked at now.
            if (SqliteCheck.Of(connection, SqliteCheck.Pages) is [var problem, ..]) throw new SqliteException(problem, Corrupt);
            // The write-ahead log is a property of the file: set once, it holds for every connection.
            Execute(connection, "PRAGMA journal_mode=wal");
            // A file that cannot be written says so here and not in the middle of a search.
            Execute(connection, "BEGIN IMMEDIATE; PRAGMA user_version = 1; COMMIT");
            SnapshotFile.Prepare(directory);
        }
        catch (SqliteException cause) when (cause.SqliteErrorCode is NotADatabase or Corrupt)
        {
            throw new DamagedFileException(
                $"{path} is not a journal, or it is damaged: {cause.Message.TrimEnd('.')}. Put back a copy, or take another directory; langevin journal verify says what is lost, "
                + "and langevin journal repair makes a copy with what can still be read.", cause);
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"Cannot write the journal {path}: {cause.Message} "
                + "Give the directory space and the right to be written, or take another one.", cause);
        }
    }

    /// <summary>The journal in the directory's <see cref="JournalFile"/>, snapshots in a file beside it, and its end noted in <see cref="JournalEnds.Folder"/>.</summary>
    public static Config Sqlite(string directory) => JournalEnds.In(directory).Config.WithFallback(Sql(
        "SQLite.MS",
        ConnectionString(PathOf(directory), SqliteOpenMode.ReadWriteCreate),
        ConnectionString(SnapshotFile.PathOf(directory), SqliteOpenMode.ReadWriteCreate)));

    /// <summary>Journal and snapshots in any database: <c>PostgreSQL.15</c> with Npgsql, for clusters of several machines.</summary>
    /// <param name="provider">Provider name of Linq2Db.</param>
    /// <param name="snapshots">Connection string for snapshots, where they live elsewhere.</param>
    public static Config Sql(string provider, string connectionString, string? snapshots = null)
    {
        string Where(string connection) => $"provider-name = {JsonSerializer.Serialize(provider)}, connection-string = {JsonSerializer.Serialize(connection)}";
        return ConfigurationFactory.ParseString(
            $$"""
            akka.persistence {
              # Events say all that a snapshot says: one that cannot be read, as of another version, only costs time.
              snapshot-store-plugin-fallback.snapshot-is-optional = on
              journal        { plugin = "akka.persistence.journal.sql",        sql { {{Where(connectionString)}} } }
              snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql { {{Where(snapshots ?? connectionString)}} } }
            }
            """).WithFallback(SqlPersistence.DefaultConfiguration);
    }

    internal static string ConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = mode != SqliteOpenMode.ReadOnly }.ToString();

    internal const int CannotOpen = 14;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
