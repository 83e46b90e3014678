using System.Data.Common;
using Actors.Archive;
using Actors.Persistence;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Actors.Scores;

/// <summary>The store of scores: beside the journal, in a file of its own or in its PostgreSQL database.</summary>
public static class ScoreFile
{
    public const string Name = "scores.db";

    private const int Corrupt = 11,
        NotADatabase = 26;

    public static ScoreStore In(string directory) => new(() => Opened(Path.Combine(directory, Name)), TimeProvider.System);

    public static ScoreStore InPostgres(string connection) =>
        new(
            () =>
            {
                var opened = new NpgsqlConnection(connection);
                opened.Open();
                return opened;
            },
            TimeProvider.System
        );

    /// <summary>
    /// Copies what one directory knows to another, which knows nothing yet. Where that cannot be done there is nothing to copy.
    /// </summary>
    public static void Copy(string from, string to)
    {
        var source = Path.Combine(from, Name);
        if (!File.Exists(source))
            return;
        try
        {
            using var known = new SqliteConnection(SearchPersistence.ConnectionString(source, SqliteOpenMode.ReadOnly));
            using var copy = new SqliteConnection(ConnectionString(Path.Combine(to, Name)));
            known.Open();
            copy.Open();
            known.BackupDatabase(copy);
        }
        catch (SqliteException)
        {
            File.Delete(Path.Combine(to, Name));
        }
    }

    /// <summary>A file that is damaged is moved aside: what it knew is found again when it is wanted.</summary>
    private static SqliteConnection Opened(string path)
    {
        try
        {
            return Connected(path);
        }
        catch (SqliteException cause) when (cause.SqliteErrorCode is Corrupt or NotADatabase)
        {
            File.Move(path, path + ".damaged", overwrite: true);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            return Connected(path);
        }
    }

    /// <summary>
    /// Opens the file with a write-ahead log that is not flushed at every commit: the last scores may be lost with the machine, the file
    /// stays whole.
    /// </summary>
    private static SqliteConnection Connected(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path));
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = wal; PRAGMA synchronous = normal; PRAGMA quick_check(1)";
            using var rows = command.ExecuteReader();
            string? last = null;
            do
            {
                while (rows.Read())
                    last = rows.GetString(0);
            } while (rows.NextResult());
            return last == "ok" ? connection : throw new SqliteException($"{path}: {last}", Corrupt);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string ConnectionString(string path) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString();
}
