using System.Data.Common;
using Actors.Dispatch;
using Actors.Scores;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Testing;

namespace Actors.Tests.Scores;

[Trait("Kind", "Process")]
public sealed class ScoreStoreTests : IDisposable
{
    private static readonly KnownScore Known = new(new CandidateScore(0.25, 1.5), "node/0"),
        WithoutLoss = new(new CandidateScore(0.1, null), "");

    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void What_was_kept_is_found_by_another_process_and_nothing_else_is()
    {
        using (var store = ScoreFile.In(_folder.Path))
            store.Keep([(Key(1), Known), (Key(2), WithoutLoss)]);
        using var again = ScoreFile.In(_folder.Path);

        Assert.Equal((KnownScore?[])[Known, null, WithoutLoss], again.Find([Key(1), Key(3), Key(2)]).AsEnumerable());
    }

    [Fact]
    public void An_entry_of_which_any_bit_was_altered_is_none_and_can_be_kept_anew()
    {
        using var store = ScoreFile.In(_folder.Path);
        store.Keep([(Key(1), Known)]);
        var sound = Entry();
        for (var i = 0; i < sound.Length; i++)
        {
            var altered = (byte[])sound.Clone();
            altered[i] ^= 4;
            Alter(altered);
            Assert.Null(store.Find([Key(1)])[0]);
        }
        Alter(sound[..10]);
        Assert.Null(store.Find([Key(1)])[0]);
        store.Keep([(Key(1), WithoutLoss)]);
        Assert.Equal(WithoutLoss, store.Find([Key(1)])[0]);
    }

    [Fact]
    public void The_oldest_go_where_there_are_too_many()
    {
        var time = new FakeTimeProvider();
        using var store = new ScoreStore(Open, time, limit: 10);
        for (var i = 0; i < 100; i++)
        {
            store.Keep([(Key(i), Known)]);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        var there = Enumerable.Range(0, 100).Where(i => store.Find([Key(i)])[0] is not null).ToList();
        Assert.InRange(there.Count, 10, 20);
        Assert.Equal(Enumerable.Range(100 - there.Count, there.Count), there);
    }

    [Fact]
    public void A_file_that_is_no_database_is_moved_aside_and_begun_anew()
    {
        var path = _folder.File(ScoreFile.Name);
        File.WriteAllText(path, new string('x', 5000));
        using var store = ScoreFile.In(_folder.Path);

        Assert.Null(store.Find([Key(1)])[0]);
        store.Keep([(Key(1), Known)]);
        Assert.Equal(Known, store.Find([Key(1)])[0]);
        Assert.True(File.Exists(path + ".damaged"));
    }

    [Fact]
    public void A_page_that_was_overwritten_costs_what_was_known_and_nothing_more()
    {
        using (var store = ScoreFile.In(_folder.Path))
            store.Keep([.. Enumerable.Range(0, 2000).Select(i => (Key(i), Known))]);
        using (var file = File.OpenWrite(_folder.File(ScoreFile.Name)))
        {
            file.Position = 8192;
            file.Write(new byte[40_000]);
        }
        using var again = ScoreFile.In(_folder.Path);

        Assert.All(again.Find([.. Enumerable.Range(0, 2000).Select(Key)]), found => Assert.True(found is null || found == Known));
        again.Keep([(Key(1), Known)]);
        Assert.Equal(Known, again.Find([Key(1)])[0]);
    }

    [Fact]
    public async Task In_PostgreSQL_it_is_the_same()
    {
        await using var server = await PostgresServer.StartAsync();
        using (var store = ScoreFile.InPostgres(server.Connection))
            store.Keep([(Key(1), Known), (Key(2), WithoutLoss), (Key(1), WithoutLoss)]);
        using var again = ScoreFile.InPostgres(server.Connection);
        Assert.Equal((KnownScore?[])[WithoutLoss, null, WithoutLoss], again.Find([Key(1), Key(3), Key(2)]).AsEnumerable());

        await server.StopAsync();
        Assert.ThrowsAny<DbException>(() => again.Find([Key(1)]));
        await server.StartAgainAsync();
        Assert.Equal(WithoutLoss, again.Find([Key(1)])[0]);
    }

    [Fact]
    public void A_copy_knows_what_was_known()
    {
        using var store = ScoreFile.In(_folder.Path);
        store.Keep([(Key(1), Known)]);
        var other = Directory.CreateDirectory(_folder.File("other")).FullName;
        ScoreFile.Copy(_folder.Path, other);
        ScoreFile.Copy(_folder.File("nowhere"), other);

        using var copy = ScoreFile.In(other);
        Assert.Equal(Known, copy.Find([Key(1)])[0]);
    }

    private static ScoreKey Key(int number) => new((UInt128)number, UInt128.MaxValue);

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File(ScoreFile.Name)};Pooling=False");
        connection.Open();
        return connection;
    }

    private byte[] Entry()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT entry FROM scores";
        return (byte[])command.ExecuteScalar()!;
    }

    private void Alter(byte[] entry)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE scores SET entry = @entry";
        command.Parameters.AddWithValue("entry", entry);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
