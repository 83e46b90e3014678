using System.Text.Json;
using Microsoft.Data.Sqlite;
using Seed.Tests.Results;

namespace Seed.Tests.Commands;

/// <summary>On the directory of a CR-NAS search that never ran.</summary>
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

    [Fact]
    public async Task A_sound_journal_is_exit_code_0()
    {
        var said = await Shell.RunAsync("journal", "verify", Search);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Matches("^[0-9,]+ events of [0-9,]+ bytes: all there, each follows from those before it", said.Out);
    }

    /// <summary>As on a disk that lost a page, and a file behind a checkpoint.</summary>
    [Fact]
    public async Task What_is_lost_is_named_and_exit_code_1()
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(Search, "journal.db")}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM journal WHERE sequence_number = 7";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        Directory.CreateDirectory(Path.Combine(Search, "blobs"));
        var said = await Shell.RunAsync("journal", "verify", Search, "--json");
        Assert.Equal(1, said.Code);
        var problems = said.Json.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!).ToArray();
        Assert.Contains("Event 7 is missing.", problems);
        // The settings' blob, among others.
        Assert.Contains(problems, problem => problem.StartsWith(Path.Combine(Search, "blobs"), StringComparison.Ordinal) && problem.EndsWith(" is missing.", StringComparison.Ordinal));
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
}
