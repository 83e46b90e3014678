using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Archive;
using Actors.Clusters;
using Actors.Persistence;
using Actors.Search.State.Events;
using Actors.Serialization;
using Microsoft.Data.Sqlite;
using Seed.Tests.Methods.CrNas;
using Testing;

namespace Seed.Tests.Commands;

/// <summary>The commands about journals, on the directory of a CR-NAS search that never ran.</summary>
[Trait("Length", "Long")]
public sealed class JournalCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public JournalCommandTests() => MadeUpReallocation.Write(Search, MadeUpReallocation.Journal());

    private string Search => Path.Combine(_folder.Path, "one");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    /// <summary>
    /// A search of this machine has its files beside its journal, or nowhere. That all is there is seen of searches that ran:
    /// <see cref="ForkCommandTests"/>.
    /// </summary>
    [Fact]
    public async Task Where_all_files_of_a_search_are_gone_that_is_exit_code_1()
    {
        var said = await Shell.RunAsync("journal", "verify", Search);
        Assert.Equal((1, ""), (said.Code, said.Error));
        Assert.Matches(
            "^[0-9,]+ events of [0-9,]+ bytes, [0-9,]+ files:\n"
                + Regex.Escape(Path.Combine(Search, "blobs"))
                + " is gone, and with it the [0-9,]+ files that the search refers to\\.",
            said.Out.ReplaceLineEndings("\n")
        );
    }

    /// <summary>The disk lost a page, and a file behind a checkpoint.</summary>
    [Fact]
    public async Task What_is_lost_is_named_and_exit_code_1()
    {
        Execute("DELETE FROM journal WHERE sequence_number = 7");
        Directory.CreateDirectory(Path.Combine(Search, "blobs"));
        var said = await Shell.RunAsync("journal", "verify", Search, "--json");
        Assert.Equal(1, said.Code);
        var problems = Problems(said);
        Assert.Contains("Event 7 is missing.", problems);
        var blobs = Path.Combine(Search, "blobs");
        Assert.Contains(
            problems,
            problem =>
                problem.StartsWith($"Search made-up-detection, settings: {blobs}", StringComparison.Ordinal)
                && problem.EndsWith(" is missing.", StringComparison.Ordinal)
        );
        Assert.Contains("Search made-up-detection, weights of stage-supernet/0: '00' is no name of a blob.", problems);
    }

    /// <summary>SQLite minds none, and a search cannot write without it.</summary>
    [Fact]
    public async Task A_column_whose_name_is_damaged_is_named()
    {
        Execute("ALTER TABLE journal RENAME COLUMN ordering TO orderinh", rows: 0);
        var said = await Shell.RunAsync("journal", "verify", Search, "--json");
        Assert.Equal(1, said.Code);
        Assert.EndsWith("The table of the events has no column 'ordering'.", Assert.Single(Problems(said)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_each_machine_has_a_store_of_its_own_that_is_said_too()
    {
        var config = Path.Combine(_folder.Path, "cluster.conf");
        await File.WriteAllTextAsync(config, $"directory = \"{Search}\"", TestContext.Current.CancellationToken);
        string[] verify = ["journal", "verify", "--config", config, "--search", "made-up-detection"];
        var said = await Shell.RunAsync(verify);
        Assert.Equal((0, ""), (said.Code, said.Error));
        var store = Path.Combine(Search, "blobs", "made-up-detection");
        Assert.EndsWith($"Files were not read: there is no {store} on this machine.", said.Out.TrimEnd(), StringComparison.Ordinal);

        Directory.CreateDirectory(store);
        said = await Shell.RunAsync(verify);
        Assert.Equal(1, said.Code);
        Assert.Matches(
            $"Search made-up-detection, settings: {store}/../[0-9a-f]+ is missing. This machine's store is meant: others have their own.",
            said.Out
        );
    }

    [Fact]
    public async Task A_score_of_which_a_bit_was_turned_is_named_by_its_event_wherever_it_is_asked_for()
    {
        var number = MadeUpReallocation.Journal().Index().First(one => one.Item is EvaluationRecorded).Index + 1;
        var bytes = Message(number);
        // The seal is behind it, and the device and the seconds.
        bytes[^45] ^= 1;
        Execute($"UPDATE journal SET message = x'{Convert.ToHexString(bytes)}' WHERE sequence_number = {number}");

        var said = await Shell.RunAsync("journal", "verify", Search, "--json");
        Assert.Equal(1, said.Code);
        Assert.Equal([$"Event {number} is damaged: its checksum is not that of what is there."], Problems(said));
        foreach (var question in (string[])["history", "status", "best", "journal export", "report"])
        {
            said = await Shell.RunAsync([.. question.Split(' '), Search]);
            Assert.Equal(2, said.Code);
            Assert.Contains($"Event {number} is damaged", said.Error, StringComparison.Ordinal);
            Assert.Contains($"langevin journal repair --up-to {number - 1}", said.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>No checksum tells that it is another one than was written.</summary>
    [Theory]
    [InlineData("evaluation-recorded/1", "Event 10 (candidate-proposed/1) does not follow from those before it: ", 9)]
    [InlineData("evaluations/1", "Event 9 cannot be read: ", 8)]
    [InlineData("search-resumed/1", "Event 9 (search-resumed/1) has no settings that this version can read: ", 8)]
    public async Task An_event_from_before_there_were_checksums_that_does_not_lead_on_is_named_wherever_it_is_asked_for(
        string manifest,
        string said,
        int kept
    )
    {
        const int Damaged = 9;
        foreach (var row in SearchReader.In(Search).Journal!.Rows().ToArray())
        {
            var stored = (Sealed)row.Stored();
            // Whatever it says, nothing of it is there.
            var (name, bytes) = row.Sequence == Damaged ? (manifest, []) : (stored.Manifest, stored.Content);
            Execute(
                $"UPDATE journal SET manifest = '{name}', message = x'{Convert.ToHexString(bytes)}' WHERE sequence_number = {row.Sequence}"
            );
        }
        Directory.Delete(Path.Combine(Search, JournalEnds.Folder), recursive: true);

        var verified = await Shell.RunAsync("journal", "verify", Search, "--json");
        Assert.Equal(1, verified.Code);
        Assert.Contains(Problems(verified), problem => problem.StartsWith(said, StringComparison.Ordinal));
        foreach (
            var question in (string[])["history", "status", "best", "pareto", "report", "why-not 1,1,2,4", "journal repair --up-to 20"]
        )
        {
            var refused = await Shell.RunAsync([.. question.Split(' '), Search]);
            Assert.Equal(2, refused.Code);
            Assert.Contains(said, refused.Error, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await Shell.RunAsync("journal", "repair", Search)).Code);
        Assert.StartsWith(
            $"{kept} events of",
            (await Shell.RunAsync("journal", "verify", Search + "-repaired")).Out,
            StringComparison.Ordinal
        );
    }

    /// <summary>Each is sound in itself.</summary>
    [Fact]
    public async Task A_journal_that_is_another_search_s_is_told_from_a_damaged_one_and_nothing_of_it_is_kept()
    {
        var other = Path.Combine(_folder.Path, "other");
        MadeUpReallocation.Write(other, MadeUpReallocation.Journal(MadeUpReallocation.Settings with { Seed = 7 }));
        SqliteConnection.ClearAllPools();
        File.Copy(Path.Combine(other, "journal.db"), Path.Combine(Search, "journal.db"), overwrite: true);

        var said = await Shell.RunAsync("history", Search);
        Assert.Equal(2, said.Code);
        Assert.EndsWith(
            " is another one than had been written, or one before it is. Put back a copy of the journal; langevin journal verify names all that is damaged.",
            said.Error.TrimEnd(),
            StringComparison.Ordinal
        );
        Assert.Equal(2, (await Shell.RunAsync("journal", "repair", Search)).Code);
        Assert.False(Directory.Exists(Search + "-repaired"));

        // And where its noted end came with it.
        SqliteConnection.ClearAllPools();
        foreach (var end in Directory.GetFiles(Path.Combine(other, JournalEnds.Folder)))
            File.Copy(end, Path.Combine(Search, JournalEnds.Folder, Path.GetFileName(end)), overwrite: true);
        said = await Shell.RunAsync("run", Path.Combine(Search, "request.json"), "--dir", Search);
        Assert.Equal(2, said.Code);
        Assert.Contains(
            ": its journal is that of a search with other settings than search.json beside it has: seed was ",
            said.Error,
            StringComparison.Ordinal
        );
    }

    /// <summary>SQLite itself goes by the pages that it needs: none of these were.</summary>
    [Fact]
    public async Task A_page_of_zeros_and_a_file_that_was_cut_are_found()
    {
        var path = Path.Combine(Search, "journal.db");
        SqliteConnection.ClearAllPools();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        for (var page = 4096; page < bytes.Length; page += 4096 * 5)
        {
            byte[] zeroed = [.. bytes];
            Array.Clear(zeroed, page, 4096);
            await FoundAsync(zeroed);
        }
        await FoundAsync(bytes[..^4096]);
        await FoundAsync(bytes[..(bytes.Length / 2)]);
        await FoundAsync([]);

        async Task FoundAsync(byte[] damaged)
        {
            await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
            var said = await Shell.RunAsync("journal", "verify", Search, "--json");
            Assert.Equal((1, ""), (said.Code, said.Error));
            Assert.NotEmpty(Problems(said));
            SqliteConnection.ClearAllPools();
        }
    }

    [Fact]
    public async Task What_is_before_the_damage_is_kept_in_a_copy()
    {
        var original = (await Shell.RunAsync("journal", "export", Search)).Out.ReplaceLineEndings("\n").Split('\n');
        Assert.Contains(
            "nothing of the journal is damaged",
            (await Shell.RunAsync("journal", "repair", Search)).Error,
            StringComparison.Ordinal
        );
        Execute("DELETE FROM journal WHERE sequence_number = 41");
        SqliteConnection.ClearAllPools();
        var before = await File.ReadAllBytesAsync(Path.Combine(Search, "journal.db"), TestContext.Current.CancellationToken);

        var said = await Shell.RunAsync("journal", "repair", Search, "--up-to", "41");
        Assert.Equal(2, said.Code);
        Assert.Contains(
            "Event 41 is missing. Put back a copy of the journal, or keep what is before: langevin journal repair --up-to 40.",
            said.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(Search + "-repaired"));

        said = await Shell.RunAsync("journal", "repair", Search);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains($"Kept: events 1 to 40 of made-up-detection, in {Search}-repaired.", said.Out, StringComparison.Ordinal);
        Assert.Contains($"Lost: events 41 to {original.Length - 1}. What they said is done again", said.Out, StringComparison.Ordinal);
        Assert.Contains($"langevin run {Search}-repaired/request.json --dir {Search}-repaired", said.Out, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Search, "journal.db"), TestContext.Current.CancellationToken));

        Assert.Equal(
            original[..40],
            (await Shell.RunAsync("journal", "export", Search + "-repaired")).Out.TrimEnd().ReplaceLineEndings("\n").Split('\n')
        );
        Assert.StartsWith("40 events of", (await Shell.RunAsync("journal", "verify", Search + "-repaired")).Out, StringComparison.Ordinal);
        Assert.Contains(
            "is there already; name another directory with --to",
            (await Shell.RunAsync("journal", "repair", Search)).Error,
            StringComparison.Ordinal
        );

        said = await Shell.RunAsync("journal", "repair", Search, "--up-to", "7", "--to", Path.Combine(_folder.Path, "short"), "--json");
        Assert.Equal((7, original.Length - 8), (said.Json.GetProperty("kept").GetInt32(), said.Json.GetProperty("lost").GetInt32()));
    }

    /// <summary>Others' events are there as well, and stay.</summary>
    [Fact]
    public async Task A_cluster_s_journal_is_copied_with_all_that_is_in_it()
    {
        var (cluster, config, to) = (
            Path.Combine(_folder.Path, "cluster"),
            Path.Combine(_folder.Path, "cluster.conf"),
            Path.Combine(_folder.Path, "copy")
        );
        SearchPersistence.Prepare(cluster);
        foreach (
            var (id, events) in ((string, IWireMessage[])[])
                [
                    ("search-made-up-detection", [.. MadeUpReallocation.Journal()]),
                    (CatalogueActor.Id, [new SearchEntered(1, "made-up-detection")]),
                ]
        )
        {
            await JournalWriter.WriteAsync(SearchPersistence.Sqlite(cluster), id, events, TestContext.Current.CancellationToken);
        }
        Execute("DELETE FROM journal WHERE sequence_number = 41", cluster);
        await File.WriteAllTextAsync(config, $"directory = \"{cluster}\"", TestContext.Current.CancellationToken);

        var said = await Shell.RunAsync("journal", "repair", "--config", config, "--search", "made-up-detection", "--to", to);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("Stop the control node, move ", said.Out, StringComparison.Ordinal);
        Assert.Equal(40, SearchReader.In(to, "made-up-detection").Journal!.Events().Count());
        Assert.Equal(
            new SearchEntered(1, "made-up-detection"),
            Assert.Single(new EventReader(new SqliteJournalReader(to), CatalogueActor.Id).Events()).Event
        );
        Assert.Empty(SearchReader.In(to, "made-up-detection").Audit().Problems);
    }

    [Fact]
    public async Task Every_event_is_exported_as_a_line()
    {
        var said = await Shell.RunAsync("journal", "export", Search);
        Assert.Equal((0, ""), (said.Code, said.Error));
        var events = said.Out.TrimEnd().ReplaceLineEndings("\n").Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(MadeUpReallocation.Journal().Length, events.Length);
        Assert.Equal(Enumerable.Range(1, events.Length), events.Select(one => one.GetProperty("sequence").GetInt32()));
        Assert.Equal("search-started/1", events[0].GetProperty("type").GetString());
        var proposed = events.First(one => one.GetProperty("type").GetString() == "candidate-proposed/1").GetProperty("event");
        Assert.Equal(("stage-search", 0), (proposed.GetProperty("phase").GetString(), proposed.GetProperty("index").GetInt32()));
    }

    /// <summary>But for the files: this search never had any.</summary>
    private static string[] Problems(Said said) =>
        [
            .. said
                .Json.GetProperty("problems")
                .EnumerateArray()
                .Select(problem => problem.GetString()!)
                .Where(problem => !problem.Contains(" is gone, and with it the ", StringComparison.Ordinal)),
        ];

    private byte[] Message(int number) => SearchReader.In(Search).Journal!.Rows(number - 1).First().Bytes.ToArray();

    private void Execute(string sql, string? directory = null, int rows = 1)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory ?? Search, "journal.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(rows, command.ExecuteNonQuery());
    }
}
