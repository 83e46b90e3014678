using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Commands;

/// <summary>
/// A search's directory in which something is of another kind than langevin made it: one sentence and exit code 2, whatever is asked.
/// </summary>
[Trait("Kind", "Process")]
public sealed class OddDirectoryTests : IDisposable
{
    private const string Table = "a,b,score\n1,1,0.1\n1,2,0.2\n2,1,0.3\n2,2,0.4\n";

    private readonly TempFolder _folder = new();

    private string Search => Path.Combine(_folder.Path, "one");

    public static TheoryData<string> Files =>
        [
            "request.json",
            "search.json",
            "request.json.new",
            "search.json.new",
            "lock",
            "lock.pid",
            "journal.db",
            "journal.db-wal",
            "journal.db-shm",
            "snapshots.db",
            "scores.db",
            "logs/control.jsonl",
        ];

    public static TheoryData<string> Folders => ["logs", "blobs", "blobs/incoming", "result", ".result.new", ".result.old"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory, MemberData(nameof(Files))]
    public async Task A_folder_where_a_file_should_be_is_named(string name)
    {
        Begin();
        Directory.CreateDirectory(Cleared(name));
        await RefusedAsync(name, " is a folder, where langevin keeps a file: move it out of the way, or choose another directory.");
    }

    [Theory, MemberData(nameof(Files))]
    public async Task A_link_to_nothing_where_a_file_should_be_is_named(string name)
    {
        Begin();
        File.CreateSymbolicLink(Cleared(name), Path.Combine(_folder.Path, "nowhere"));
        await RefusedAsync(name, $" is a link to {Path.Combine(_folder.Path, "nowhere")}, which is not there, where langevin keeps a file");
    }

    /// <summary>Whoever opened it would wait for ever.</summary>
    [Theory, MemberData(nameof(Files))]
    public async Task A_pipe_where_a_file_should_be_is_named_and_not_opened(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are told from files on Linux");
        Begin();
        using (var made = Process.Start("mkfifo", Cleared(name)))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        await RefusedAsync(name, " is a pipe, a socket or a device, where langevin keeps a file")
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory, MemberData(nameof(Folders))]
    public async Task A_file_where_a_folder_should_be_is_named(string name)
    {
        Begin();
        File.WriteAllText(Cleared(name), "mine");
        await RefusedAsync(name, " is a file, where langevin keeps a folder");
    }

    [Theory]
    [InlineData("request.json", "")]
    [InlineData("request.json", "[1, 2]")]
    [InlineData("request.json", "{ \"songs\": 3 }")]
    [InlineData("journal.db", "a letter to my mother")]
    public async Task What_somebody_else_wrote_is_named_and_left_as_it_is(string name, string text)
    {
        Begin();
        File.WriteAllText(Cleared(name), text);
        var run = await RunAsync();
        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(Path.Combine(Search, name), Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path.Combine(Search, name)));
    }

    [Fact]
    public async Task A_database_of_something_else_is_no_journal()
    {
        Begin();
        using (var connection = new SqliteConnection($"Data Source={Cleared("journal.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE songs (name TEXT)";
            command.ExecuteNonQuery();
        }
        await RefusedAsync(
            "journal.db",
            " is a database of something else: move it out of the way, or choose another directory.",
            starts: false
        );
    }

    /// <summary>The superuser may read and write whatever there is.</summary>
    [Theory]
    [InlineData("request.json", UnixFileMode.None)]
    [InlineData("", UnixFileMode.None)]
    [InlineData("", UnixFileMode.UserRead)]
    public async Task What_may_not_be_read_is_a_sentence(string name, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there a file has no mode");
            return;
        }
        Assert.SkipWhen(Environment.UserName == "root", "everything may be read");
        Begin();
        var path = Path.Combine(Search, name);
        var before = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, mode);
        try
        {
            var run = await RunAsync();
            Assert.Equal((2, ""), (run.Code, run.Out));
            Assert.Contains("cannot be ", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(path, before);
        }
    }

    /// <param name="starts">True: the sentence begins with the path.</param>
    private async Task RefusedAsync(string name, string sentence, bool starts = true)
    {
        string[][] commands =
        [
            ["run", SearchFile, "--dir", Search],
            ["run", SearchFile, "--dir", Search, "--dry-run"],
            ["status", Search],
            ["history", Search],
            ["best", Search],
            ["pareto", Search],
            ["report", Search],
            ["why", "0", Search],
            ["why-not", "1,1", Search],
            ["shadow", Search, "--strategy", "random"],
            ["fork", Search, "--at", "0", "--dir", Path.Combine(_folder.Path, "fork")],
            ["journal", "verify", Search],
            ["journal", "export", Search],
        ];
        foreach (var command in commands)
        {
            var said = await Shell.RunAsync(command);
            Assert.True(said.Code == 2, $"{string.Join(' ', command)}: {said.Code} {said.Error}");
            var line = Assert.Single(said.Error.Trim().Split('\n'));
            if (starts)
                Assert.StartsWith(Path.Combine(Search, name) + sentence, line, StringComparison.Ordinal);
            else
                Assert.Contains(Path.Combine(Search, name) + sentence, line, StringComparison.Ordinal);
            if (!command.Contains("--dry-run"))
                Assert.Equal("", said.Out);
        }
    }

    private Task<Said> RunAsync() => Shell.RunAsync("run", SearchFile, "--dir", Search);

    private string SearchFile =>
        _folder.Write(
            "search.conf",
            $"name = one\nmethod = black-box\nspace.table = \"{_folder.Write("table.csv", Table)}\"\nstrategy {{ name = random, candidates = 2 }}\n"
        );

    /// <summary>A search that began, and nothing more.</summary>
    private void Begin()
    {
        var settings = SearchFileReader.Read(SearchFile, []);
        using var directory = Seed.Archive.SearchDirectory.Open(Search);
        directory.Begin(settings, settings);
    }

    private string Cleared(string name)
    {
        var path = Path.Combine(Search, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        return path;
    }
}
