using System.Data.Common;
using Microsoft.Data.Sqlite;
using Nas.Model;

namespace Actors.Persistence;

/// <summary>
/// The journal in a directory, read with or without a process at work on it: no lock that would hold up the writer, nothing written.
/// </summary>
public sealed class SqliteJournalReader(string directory) : IJournalReader
{
    private readonly string _path = SearchPersistence.PathOf(directory);

    public string Name => $"the journal {_path}";

    public JournalEnds Ends { get; } = JournalEnds.In(directory);

    public DbConnection? Open()
    {
        PathKinds.Require(_path, PathKind.File);
        if (!File.Exists(_path))
            return null;
        SqliteConnection connection;
        try
        {
            connection = Opened(_path);
        }
        // A directory that cannot be written has no place for the files that a write-ahead log needs: then nobody writes, either.
        catch (SqliteException cause) when (cause.SqliteErrorCode == SearchPersistence.CannotOpen)
        {
            connection = OpenedImmutable(_path);
        }
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'journal'";
            if (command.ExecuteScalar() is 1L)
                return connection;
            SearchPersistence.RequireOwn(connection, _path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        connection.Dispose();
        return null;
    }

    public IReadOnlyList<string> Check()
    {
        try
        {
            using var connection = Open();
            return connection is SqliteConnection opened ? [.. SqliteCheck.Of(opened, SqliteCheck.Whole), .. MissingColumns(opened)] : [];
        }
        catch (SqliteException cause)
        {
            return [cause.Message];
        }
    }

    public DbConnection? OpenSnapshots() => SnapshotFile.Open(directory);

    /// <summary>A damaged name of a column is nothing that SQLite minds, and a search cannot write without it.</summary>
    private static IEnumerable<string> MissingColumns(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM pragma_table_info('journal')";
        using var rows = command.ExecuteReader();
        var there = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (rows.Read())
            there.Add(rows.GetString(0));
        string[] needed =
        [
            "ordering",
            "persistence_id",
            "sequence_number",
            "created",
            "deleted",
            "message",
            "identifier",
            "manifest",
            "writer_uuid",
        ];
        return [.. needed.Where(column => !there.Contains(column)).Select(column => $"The table of the events has no column '{column}'.")];
    }

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
}
