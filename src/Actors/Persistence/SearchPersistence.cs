using System.Collections.Immutable;
using System.Text.Json;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;
using Nas.Model;

namespace Actors.Persistence;

/// <summary>
/// The databases of journals: SQLite in the search's directory, or any database of Akka.Persistence.Sql. SQLite runs with a write-ahead log
/// and full synchronisation: what is acknowledged survives the death of the process and of the machine.
/// </summary>
public static class SearchPersistence
{
    /// <summary>Name of the journal in a search's directory.</summary>
    public const string JournalFile = "journal.db";

    /// <summary>All files of a journal and its snapshots, a database's write-ahead log before the database itself.</summary>
    public static ImmutableArray<string> Files { get; } =
    [.. new[] { JournalFile, SnapshotFile.Name }.SelectMany(name => new[] { name + "-wal", name + "-shm", name })];

    public static string PathOf(string directory) => Path.Combine(directory, JournalFile);

    /// <summary>
    /// Deletes a journal that nobody has open. A log whose database is gone would be taken for one of the next database there: whenever
    /// this is interrupted, what is left is a journal as it once was, or none. A noted end without its journal would be taken for damage:
    /// it goes first.
    /// </summary>
    public static void Remove(string directory)
    {
        SqliteConnection.ClearAllPools();
        JournalEnds.In(directory).Remove();
        foreach (var file in Files)
            File.Delete(Path.Combine(directory, file));
    }

    /// <summary>Makes the journal's file ready, which it has to be before the actor system starts.</summary>
    /// <exception cref="UserException">The directory or the file cannot be written, or the file is no journal.</exception>
    public static void Prepare(string directory)
    {
        var path = PathOf(directory);
        try
        {
            Directory.CreateDirectory(directory);
            foreach (var file in Files)
                PathKinds.Require(Path.Combine(directory, file), PathKind.File);
            using var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
            connection.Open();
            RequireOwn(connection, path);
            // A page that is needed only after hours is looked at now.
            if (SqliteCheck.Of(connection, SqliteCheck.Pages) is [var problem, ..])
                throw new SqliteException(problem, Corrupt);
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
                    + "and langevin journal repair makes a copy with what can still be read.",
                cause
            );
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"Cannot write the journal {path}: {cause.Message} "
                    + "Give the directory space and the right to be written, or take another one.",
                cause
            );
        }
    }

    /// <summary>
    /// The journal in the directory's <see cref="JournalFile"/>, snapshots in a file beside it, and its end noted in
    /// <see cref="JournalEnds.Folder"/>.
    /// </summary>
    public static Config Sqlite(string directory) =>
        JournalEnds
            .In(directory)
            .Config.WithFallback(
                Sql(
                    "SQLite.MS",
                    ConnectionString(PathOf(directory), SqliteOpenMode.ReadWriteCreate),
                    ConnectionString(SnapshotFile.PathOf(directory), SqliteOpenMode.ReadWriteCreate)
                )
            );

    /// <summary>Journal and snapshots in any database: <c>PostgreSQL.15</c> with Npgsql, for clusters of several machines.</summary>
    /// <param name="provider">Provider name of Linq2Db.</param>
    /// <param name="snapshots">Connection string for snapshots, where they live elsewhere.</param>
    public static Config Sql(string provider, string connectionString, string? snapshots = null)
    {
        string Where(string connection) =>
            $"provider-name = {JsonSerializer.Serialize(provider)}, connection-string = {JsonSerializer.Serialize(connection)}";
        return ConfigurationFactory
            .ParseString(
                $$"""
                akka.persistence {
                  # Events say all that a snapshot says: one that cannot be read, as of another version, only costs time.
                  snapshot-store-plugin-fallback.snapshot-is-optional = on
                  # Checksums and numbers say which events are there, and in which order: which process wrote one is not asked, as no other reader of the journal asks it.
                  journal        { plugin = "akka.persistence.journal.sql",        sql { replay-filter.mode = off, {{Where(
                    connectionString
                )}} } }
                  snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql { {{Where(snapshots ?? connectionString)}} } }
                }
                """
            )
            .WithFallback(SqlPersistence.DefaultConfiguration);
    }

    /// <summary>A journal is marked before its first table is made.</summary>
    /// <exception cref="UserException">It is a database of something else.</exception>
    internal static void RequireOwn(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT (SELECT user_version FROM pragma_user_version) = 0 AND count(*) > 0 AND sum(name = 'journal') = 0 FROM sqlite_master";
        if (command.ExecuteScalar() is 1L)
            throw new UserException($"{path} is a database of something else: move it out of the way, or choose another directory.");
    }

    internal static string ConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = mode != SqliteOpenMode.ReadOnly,
        }.ToString();

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
