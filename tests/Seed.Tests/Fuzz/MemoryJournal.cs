using System.Data.Common;
using Actors.Persistence;
using Microsoft.Data.Sqlite;

namespace Seed.Tests.Fuzz;

/// <summary>The rows of one search's journal in memory, one of which can be another for a while.</summary>
internal sealed class MemoryJournal : IJournalReader, IDisposable
{
    private static int _count;

    private readonly string _source = $"Data Source=langevin-fuzz-{Interlocked.Increment(ref _count)};Mode=Memory;Cache=Shared";
    private readonly SqliteConnection _kept;
    private readonly string _id;

    public MemoryJournal(string id, IReadOnlyList<JournalRow> rows)
    {
        (_id, Rows, _kept) = (id, rows, (SqliteConnection)Open());
        Execute(
            "CREATE TABLE journal (persistence_id TEXT, sequence_number INTEGER, message BLOB, manifest TEXT, identifier INTEGER, deleted INTEGER DEFAULT false, PRIMARY KEY (persistence_id, sequence_number))"
        );
        Execute(
            "CREATE TABLE snapshot (persistence_id TEXT, sequence_number INTEGER, snapshot BLOB, manifest TEXT, serializer_id INTEGER)"
        );
        foreach (var row in rows)
            Put(row);
    }

    public IReadOnlyList<JournalRow> Rows { get; }

    public string Name => "a journal in memory";

    public JournalEnds Ends => JournalEnds.None;

    public DbConnection Open()
    {
        var connection = new SqliteConnection(_source);
        connection.Open();
        return connection;
    }

    public DbConnection OpenSnapshots() => Open();

    public IReadOnlyList<string> Check() => [];

    /// <summary>Puts a row in the place of the one with its number.</summary>
    public void Put(JournalRow row) =>
        Insert(
            "INSERT OR REPLACE INTO journal (persistence_id, sequence_number, message, manifest, identifier) VALUES (@id, @sequence, @bytes, @manifest, @serializer)",
            row
        );

    /// <param name="row">The only snapshot; null: there is none.</param>
    public void PutSnapshot(JournalRow? row)
    {
        Execute("DELETE FROM snapshot");
        if (row is not null)
            Insert(
                "INSERT INTO snapshot (persistence_id, sequence_number, snapshot, manifest, serializer_id) VALUES (@id, @sequence, @bytes, @manifest, @serializer)",
                row
            );
    }

    public void Dispose() => _kept.Dispose();

    private void Insert(string sql, JournalRow row)
    {
        using var command = _kept.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("id", _id);
        command.Parameters.AddWithValue("sequence", row.Sequence);
        command.Parameters.AddWithValue("bytes", row.Bytes.ToArray());
        command.Parameters.AddWithValue("manifest", row.Manifest);
        command.Parameters.AddWithValue("serializer", row.Serializer);
        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var command = _kept.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
