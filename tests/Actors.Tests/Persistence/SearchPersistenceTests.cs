using Actors.Archive;
using Actors.Persistence;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Testing;

namespace Actors.Tests.Persistence;

/// <summary>A journal's files, and what lies in their place.</summary>
public sealed class SearchPersistenceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void A_database_of_something_else_is_neither_read_nor_written()
    {
        var path = _folder.File("journal.db");
        Execute(path, "CREATE TABLE songs (name TEXT)");
        var before = File.ReadAllBytes(path);

        Assert.StartsWith(
            $"{path} is a database of something else",
            Assert.Throws<UserException>(() => SearchPersistence.Prepare(_folder.Path)).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"{path} is a database of something else",
            Assert.Throws<UserException>(() => SearchReader.In(_folder.Path).IsThere()).Message,
            StringComparison.Ordinal
        );
        SqliteConnection.ClearAllPools();
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    /// <summary>Whatever table is the first to be made.</summary>
    [Fact]
    public void A_journal_whose_making_was_interrupted_is_one()
    {
        SearchPersistence.Prepare(_folder.Path);
        Execute(_folder.File("journal.db"), "CREATE TABLE tags (tag TEXT)");

        SearchPersistence.Prepare(_folder.Path);
        Assert.False(SearchReader.In(_folder.Path).IsThere());
    }

    [Theory, InlineData("journal.db"), InlineData("journal.db-wal"), InlineData("snapshots.db")]
    public void A_folder_in_a_file_s_place_is_a_sentence(string name)
    {
        Directory.CreateDirectory(_folder.File(name));

        Assert.StartsWith(
            $"{_folder.File(name)} is a folder, where langevin keeps a file",
            Assert.Throws<UserException>(() => SearchPersistence.Prepare(_folder.Path)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// A write-ahead log that outlives its database would be taken for one of the next: whenever this stops, there is none without a
    /// database.
    /// </summary>
    [Fact]
    public void A_journal_that_is_removed_leaves_nothing_and_a_log_goes_before_its_database()
    {
        SearchPersistence.Prepare(_folder.Path);
        foreach (var file in SearchPersistence.Files)
            File.AppendAllText(_folder.File(file), "");
        Assert.Equal(SearchPersistence.Files.Order(), Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order()!);
        Assert.All(
            new[] { "journal.db", "snapshots.db" },
            file => Assert.True(SearchPersistence.Files.IndexOf(file + "-wal") < SearchPersistence.Files.IndexOf(file))
        );

        SearchPersistence.Remove(_folder.Path);

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
