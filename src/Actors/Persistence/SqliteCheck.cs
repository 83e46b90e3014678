using Actors.Archive;
using Microsoft.Data.Sqlite;

namespace Actors.Persistence;

/// <summary>SQLite's own look through one of its files.</summary>
internal static class SqliteCheck
{
    /// <summary>The check whether every page is as it should be: some seconds for each gigabyte.</summary>
    public const string Pages = "quick_check";

    /// <summary>The check of the pages, and whether every index has what its table has: three times as long.</summary>
    public const string Whole = "integrity_check";

    private const int Most = 10;

    /// <summary>The faults found; empty: none.</summary>
    public static IReadOnlyList<string> Of(SqliteConnection connection, string kind)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {kind}({Most})";
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read())
            found.Add(rows.GetString(0).ReplaceLineEndings(" "));
        return found is ["ok"] ? [] : found;
    }
}
