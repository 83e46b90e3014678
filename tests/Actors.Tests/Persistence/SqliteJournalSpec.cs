using System.Globalization;
using Actors.Archive;
using Actors.Persistence;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Tests.Search;
using Actors.Tests.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Nas.Model;

namespace Actors.Tests.Persistence;

/// <summary>A search on a real SQLite journal, read back by the reader while it runs and after.</summary>
[Trait("Length", "Long")]
public sealed class SqliteJournalSpec : IAsyncLifetime
{
    private static readonly SearchRig Undisturbed = SqliteSearch.Undisturbed;

    private readonly string _directory = Directory.CreateTempSubdirectory("langevin journal ").FullName;
    private readonly SqliteSearch _search;

    public SqliteJournalSpec() => _search = new SqliteSearch(_directory);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _search.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_search_stopped_and_started_again_on_its_directory_has_the_history_of_the_undisturbed_one()
    {
        SearchPersistence.Prepare(_directory);
        for (var life = 0; life < 2; life++)
        {
            var phase = life == 0 ? "search" : "retrain";
            await _search.RunAsync(progress =>
                progress.Phases!.Any(one => one.Name == phase && one.Done > 4) || progress.Status == SearchStatus.Completed
            );
            await _search.StopAsync();
        }
        await _search.RunAsync(progress => progress.Status == SearchStatus.Completed);

        // The writer is still there while the reader reads.
        Assert.Equal(Undisturbed.History(), await _search.HistoryAsync(verbose: false));
        var view = await SearchReader.In(_directory).ViewAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SearchStatus.Completed, view!.Status);
        Assert.Equal("small", view.Id);
        Assert.Equal(Undisturbed.State.Candidates("search")!.Best!.Architecture, view.Best!.Architecture);
        Assert.Equal(["supernet", "chain-0", "chain-1", "winner-0", "chain-only-0", "random-0"], view.Runs.Select(run => run.Name));
        Assert.Contains("device-0", await _search.HistoryAsync(verbose: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_goes_on_from_its_snapshot_and_without_it_where_it_is_lost_damaged_or_ahead_of_the_journal()
    {
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Phases!.Any(one => one.Name == "search" && one.Done > 4), snapshotEvery: 5);
        await _search.StopAsync();
        SqliteConnection.ClearAllPools();
        var reader = SearchReader.In(_directory);
        var snapshot = reader.Journal!.Snapshot()!;
        var events = reader.Journal.Rows().Count();
        Assert.InRange(snapshot.Sequence, 5, events);
        Assert.Empty(reader.Audit().Problems);
        // What a query shows is the same with it and without.
        var shown = Samples.Text(await reader.ViewAsync(TestContext.Current.CancellationToken));
        var file = Path.Combine(_directory, "snapshots.db");
        var stored = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);
        Assert.Null(reader.Journal.Snapshot());
        Assert.Equal(shown, Samples.Text(await reader.ViewAsync(TestContext.Current.CancellationToken)));

        // Put back, with bytes that no version can read.
        await File.WriteAllBytesAsync(file, stored, TestContext.Current.CancellationToken);
        // Nor does one without a checksum count, as older versions wrote them.
        Execute(
            file,
            $"UPDATE snapshot SET manifest = 'search-snapshot/1', snapshot = x'{Convert.ToHexString(((Sealed)snapshot.Stored()).Content)}'"
        );
        Assert.Equal(shown, Samples.Text(await reader.ViewAsync(TestContext.Current.CancellationToken)));
        await _search.RunAsync(progress => progress.Phases!.Any(one => one.Name == "search" && one.Done > 5));
        await _search.StopAsync();
        shown = Samples.Text(await reader.ViewAsync(TestContext.Current.CancellationToken));
        SqliteConnection.ClearAllPools();
        await File.WriteAllBytesAsync(file, stored, TestContext.Current.CancellationToken);
        Execute(file, "UPDATE snapshot SET snapshot = x'ffff'");
        Assert.Equal(shown, Samples.Text(await reader.ViewAsync(TestContext.Current.CancellationToken)));
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Phases!.Any(one => one.Name == "search" && one.Done > 6));
        await _search.StopAsync();

        // Of a journal that has lost its end.
        SqliteConnection.ClearAllPools();
        await File.WriteAllBytesAsync(file, stored, TestContext.Current.CancellationToken);
        Execute(file, "UPDATE snapshot SET sequence_number = sequence_number + 100000");
        SearchPersistence.Prepare(_directory);
        Assert.Null(reader.Journal.Snapshot());
        // No database at all.
        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(
            file,
            "this is not a database, and it is long enough to look like one",
            TestContext.Current.CancellationToken
        );
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Status == SearchStatus.Completed, snapshotEvery: 5);

        Assert.Equal(Undisturbed.History(), await _search.HistoryAsync(verbose: false));
        Assert.Empty(reader.Audit().Problems);
    }

    [Theory]
    [InlineData("a bit of a score", "Event {0} is damaged: its checksum is not that of what is there.")]
    [InlineData("UPDATE journal SET deleted = 1 WHERE sequence_number = {0}", "Event {0} is missing.")]
    [InlineData("DELETE FROM journal WHERE sequence_number = {0}", "Event {0} is missing.")]
    [InlineData("UPDATE journal SET persistence_id = 'search-smalm' WHERE sequence_number = {0}", "Event {0} is missing.")]
    [InlineData("UPDATE journal SET manifest = 'search-completed/1' WHERE sequence_number = {0}", "")]
    [InlineData("UPDATE journal SET identifier = 9000000000 WHERE sequence_number = {0}", "")]
    [InlineData("DELETE FROM journal WHERE sequence_number >= {0}", "missing: event")]
    [InlineData("UPDATE journal SET persistence_id = 'search-smalm'", "are missing: none is there")]
    public async Task A_search_whose_journal_was_altered_does_not_go_on(string alteration, string said)
    {
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Phases!.Any(one => one.Name == "search" && one.Done > 4));
        await _search.StopAsync();
        SqliteConnection.ClearAllPools();
        var journal = SearchReader.In(_directory).Journal!;
        // Of those that were acknowledged: the last may have been on its way when the search was stopped.
        var number = journal.Rows().Last(row => row.Sequence < journal.End!.Sequence && row.Read() is EvaluationRecorded).Sequence;
        if (alteration.StartsWith("a bit", StringComparison.Ordinal))
            TurnBit(number, journal.Rows(number - 1).First().Bytes.ToArray());
        else
            Execute(SearchPersistence.PathOf(_directory), string.Format(CultureInfo.InvariantCulture, alteration, number));

        // Whoever asks is told, and whoever would go on, as a control node that takes over does.
        var expected = string.Format(CultureInfo.InvariantCulture, said, number);
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<DamagedFileException>(() => _search.HistoryAsync(verbose: false))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            expected,
            (
                await Assert.ThrowsAsync<DamagedFileException>(() =>
                    SearchReader.In(_directory).ViewAsync(TestContext.Current.CancellationToken)
                )
            ).Message,
            StringComparison.Ordinal
        );
        Assert.NotEmpty(SearchReader.In(_directory).Audit().Problems);
        var fault = await _search.FaultAsync();
        Assert.StartsWith("Cannot read the journal of search 'small': ", fault, StringComparison.Ordinal);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    /// <summary>A bit of that name was turned: nobody who looks for damage finds any, and there is none.</summary>
    [Fact]
    public async Task Which_process_wrote_an_event_is_nothing_that_a_start_goes_by()
    {
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Phases!.Any(one => one.Name == "search" && one.Done > 4));
        await _search.StopAsync();
        SqliteConnection.ClearAllPools();
        Execute(SearchPersistence.PathOf(_directory), "UPDATE journal SET writer_uuid = 'somebody' WHERE sequence_number = 7");
        Assert.Empty(SearchReader.In(_directory).Audit().Problems);

        await _search.RunAsync(progress => progress.Status == SearchStatus.Completed);
        Assert.Equal(Undisturbed.History(), await _search.HistoryAsync(verbose: false));
    }

    [Fact]
    public async Task A_search_does_not_go_on_from_an_event_from_before_there_were_checksums_that_does_not_lead_on()
    {
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Phases!.Any(one => one.Name == "search" && one.Done > 4));
        await _search.StopAsync();
        SqliteConnection.ClearAllPools();
        var path = SearchPersistence.PathOf(_directory);
        var damaged = SearchReader.In(_directory).Journal!.Rows().First(row => row.Read() is CandidateProposed).Sequence;
        foreach (var row in SearchReader.In(_directory).Journal!.Rows().ToArray())
        {
            var stored = (Sealed)row.Stored();
            var (manifest, content) = row.Sequence == damaged ? ("suspension-recorded/1", []) : (stored.Manifest, stored.Content);
            Execute(
                path,
                $"UPDATE journal SET manifest = '{manifest}', message = x'{Convert.ToHexString(content)}' WHERE sequence_number = {row.Sequence}"
            );
        }
        Directory.Delete(Path.Combine(_directory, JournalEnds.Folder), recursive: true);

        Assert.Matches(
            @"^Cannot read the journal of search 'small': Event [0-9]+ \(candidate-proposed/1\) does not follow from those before it: ",
            await _search.FaultAsync()
        );
    }

    /// <summary>Damage before the snapshot is hidden from a start, which has no need of that part; not from whoever reads on.</summary>
    [Fact]
    public async Task A_start_from_a_snapshot_holds_the_chain_from_there_on()
    {
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Phases!.Any(one => one.Name == "search" && one.Done > 4), snapshotEvery: 5);
        await _search.StopAsync();
        SqliteConnection.ClearAllPools();
        var journal = SearchReader.In(_directory).Journal!;
        var snapshot = journal.Snapshot()!.Sequence;
        Assert.InRange(snapshot, 3, journal.Rows().Count() - 1);
        TurnBit(2, journal.Rows(1).First().Bytes.ToArray());
        Assert.NotNull(await SearchReader.In(_directory).ViewAsync(TestContext.Current.CancellationToken));
        Assert.Contains(
            "Event 2 is damaged",
            (await Assert.ThrowsAsync<DamagedFileException>(() => _search.HistoryAsync(verbose: false))).Message,
            StringComparison.Ordinal
        );

        TurnBit(snapshot + 1, journal.Rows(snapshot).First().Bytes.ToArray());
        // The snapshot may be what is wrong: all is read, and the first damage is named.
        Assert.Contains("Event 2 is damaged", await _search.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_in_write_ahead_mode_and_its_events_are_ours()
    {
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Status == SearchStatus.Completed);
        await _search.StopAsync();

        using var connection = new SqliteConnection($"Data Source={SearchPersistence.PathOf(_directory)}");
        connection.Open();
        Assert.Equal("wal", Scalar(connection, "PRAGMA journal_mode"));
        Assert.Equal(2L, Scalar(connection, "PRAGMA synchronous"));
        Assert.Equal((long)WireSerializer.Id, Scalar(connection, "SELECT min(identifier) FROM journal"));
        Assert.Equal((long)WireSerializer.Id, Scalar(connection, "SELECT max(identifier) FROM journal"));
        Assert.Equal((long)Undisturbed.Journal.Count, Scalar(connection, "SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task A_journal_where_nothing_can_be_written_is_read_without_the_files_of_its_write_ahead_log()
    {
        SearchPersistence.Prepare(_directory);
        await _search.RunAsync(progress => progress.Status == SearchStatus.Completed);
        await _search.StopAsync();
        SqliteConnection.ClearAllPools();

        using var connection = SqliteJournalReader.OpenedImmutable(SearchPersistence.PathOf(_directory));
        Assert.Equal((long)Undisturbed.Journal.Count, Scalar(connection, "SELECT count(*) FROM journal"));
        Assert.DoesNotContain(
            Directory.GetFiles(_directory),
            file => file.EndsWith("-wal", StringComparison.Ordinal) || file.EndsWith("-shm", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_directory_without_a_search_has_neither_view_nor_history()
    {
        Assert.Null(await SearchReader.In(_directory).ViewAsync(TestContext.Current.CancellationToken));
        SearchPersistence.Prepare(_directory);
        Assert.Null(await SearchReader.In(_directory).ViewAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", await _search.HistoryAsync(verbose: false));
    }

    [Fact]
    public async Task A_file_that_is_no_journal_is_named()
    {
        await File.WriteAllTextAsync(
            SearchPersistence.PathOf(_directory),
            "this is not a database, and it is long enough to look like one",
            TestContext.Current.CancellationToken
        );

        var prepared = Assert.Throws<DamagedFileException>(() => SearchPersistence.Prepare(_directory));
        Assert.Contains(SearchPersistence.PathOf(_directory), prepared.Message, StringComparison.Ordinal);
        var read = await Assert.ThrowsAsync<DamagedFileException>(() =>
            SearchReader.In(_directory).ViewAsync(TestContext.Current.CancellationToken)
        );
        Assert.Contains(SearchPersistence.PathOf(_directory), read.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<UserException>(() => SearchPersistence.Prepare(Path.Combine(file, "search")));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Turns a bit of what the event says: its checksum is behind it.</summary>
    private void TurnBit(long number, byte[] bytes)
    {
        bytes[^24] ^= 1;
        Execute(
            SearchPersistence.PathOf(_directory),
            $"UPDATE journal SET message = x'{Convert.ToHexString(bytes)}' WHERE sequence_number = {number}"
        );
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
