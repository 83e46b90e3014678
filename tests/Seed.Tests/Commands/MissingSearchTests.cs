using Actors.Search.State.Events;
using Microsoft.Data.Sqlite;
using Nas.Model.Methods;
using Seed.Tests.Methods.CrNas;
using Seed.Tests.Results;
using Testing;

namespace Seed.Tests.Commands;

/// <summary>Questions to a search that is not there: one sentence and exit code 2, by every command.</summary>
public sealed class MissingSearchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Questions =>
        [
            "status",
            "history",
            "history --json",
            "best",
            "pareto",
            "report",
            "why 0",
            "why-not 3,4,6,3",
            "shadow --strategy random",
            "journal verify",
            "journal export",
        ];

    private string Node => Path.Combine(_folder.Path, "node");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory, MemberData(nameof(Questions))]
    public async Task In_a_cluster_s_journal_the_nearest_name_is_told(string question)
    {
        var began = (SearchStarted)MadeUpReallocation.Journal()[0];
        var name = MethodSciences.Read(began.Settings).Name;
        MadeUpReallocation.Write(Node, [began]);
        var line = await RefusedAsync(question, "--config", Config(), "--search", name + "x");
        Assert.Equal(
            $"There is no search {name}x in the journal {Path.Combine(Node, "journal.db")} (did you mean '{name}'?): see langevin list",
            line
        );
    }

    [Theory, MemberData(nameof(Questions))]
    public async Task Where_the_cluster_has_no_journal_yet_that_is_the_same(string question)
    {
        var line = await RefusedAsync(question, "--config", Config(), "--search", "quickstart");
        Assert.Equal($"There is no search quickstart in the journal {Path.Combine(Node, "journal.db")}: see langevin list", line);
    }

    [Theory, MemberData(nameof(Questions))]
    public async Task In_a_directory_whose_search_has_not_begun_that_is_said(string question)
    {
        using (var held = Seed.Archive.SearchDirectory.Open(Node))
            held.Begin(MadeUpSearch.Settings, MadeUpSearch.Settings);
        Assert.Equal($"{Node}: the search has not begun; start it with langevin run", await RefusedAsync(question, "--dir", Node));
    }

    [Theory, MemberData(nameof(Questions))]
    public async Task Where_there_is_no_directory_or_no_search_in_it_that_is_said(string question)
    {
        Assert.StartsWith($"{Node}: there is no such directory", await RefusedAsync(question, "--dir", Node), StringComparison.Ordinal);
        Directory.CreateDirectory(Node);
        Assert.StartsWith($"{Node}: holds no search", await RefusedAsync(question, "--dir", Node), StringComparison.Ordinal);
    }

    private string Config() => _folder.Write("cluster.conf", $"directory = \"{Node}\"\n");

    private static async Task<string> RefusedAsync(string question, params string[] where)
    {
        var said = await Shell.RunAsync([.. question.Split(' '), .. where]);
        Assert.Equal((2, ""), (said.Code, said.Out));
        return Assert.Single(said.Error.Trim().Split('\n'));
    }
}
