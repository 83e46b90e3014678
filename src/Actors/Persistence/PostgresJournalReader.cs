using System.Data.Common;
using Npgsql;

namespace Actors.Persistence;

/// <summary>The journal of a cluster.</summary>
public sealed class PostgresJournalReader(string connection) : IJournalReader
{
    public string Name => "the cluster's journal";

    public JournalEnds Ends => JournalEnds.None;

    public DbConnection? Open() => Open("journal");

    public DbConnection? OpenSnapshots() => Open("snapshot");

    public IReadOnlyList<string> Check() => [];

    private NpgsqlConnection? Open(string table)
    {
        var opened = new NpgsqlConnection(connection);
        try
        {
            opened.Open();
            using var command = new NpgsqlCommand($"SELECT to_regclass('{table}') IS NOT NULL", opened);
            if (command.ExecuteScalar() is true)
                return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
        opened.Dispose();
        return null;
    }
}
