using System.Text.Json;
using Actors.Hosting;
using Actors.Search;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Commands;

/// <summary><c>shadow</c> on a search of a table, which needs no tensors.</summary>
[Trait("Kind", "Actor")]
public sealed class ShadowCommandTests : IDisposable
{
    private const int Candidates = 25;

    private readonly TempFolder _folder = new();

    private string Recorded => Path.Combine(_folder.Path, "recorded");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_search_s_own_strategy_agrees_with_itself_in_every_proposal()
    {
        await RunAsync();
        var said = await Shell.RunAsync("shadow", Recorded, "--strategy", "evolution", "--set", "population=6", "--set", "tournament=2");

        Assert.Equal((0, ""), (said.Code, said.Error));
        var lines = said.Out.ReplaceLineEndings("\n").Split('\n');
        Assert.Matches("^candidate +recorded +would have been +from +scored as +score", lines[0]);
        Assert.Equal(Candidates, lines.Count(line => line.Contains(" the same ", StringComparison.Ordinal)));
        Assert.Matches(
            $"evolution agrees in {Candidates} of {Candidates} proposals of search; of its {Candidates} different architectures the search scored {Candidates}; the best of those is candidate [0-9]+ with 0\\.[0-9]{{6}}\\.",
            said.Out
        );
    }

    [Fact]
    public async Task Another_strategy_s_proposals_are_held_against_what_the_search_found()
    {
        await RunAsync();
        var said = await Shell.RunAsync("shadow", Recorded, "--strategy", "random", "--json");
        var history = (await Shell.RunAsync("history", Recorded, "--json"))
            .Json.EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "candidate")
            .ToDictionary(entry => entry.GetProperty("index").GetInt32());

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Equal(("search", "random"), (said.Json.GetProperty("phase").GetString(), said.Json.GetProperty("strategy").GetString()));
        var rows = said.Json.GetProperty("proposals").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, Candidates), rows.Select(row => row.GetProperty("index").GetInt32()));
        Assert.All(
            rows,
            row =>
                Assert.Equal(
                    history[row.GetProperty("index").GetInt32()].GetProperty("architecture").GetString(),
                    row.GetProperty("recorded").GetString()
                )
        );
        var scored = rows.Where(row => row.TryGetProperty("scoredAs", out var number) && number.ValueKind == JsonValueKind.Number).ToList();
        Assert.InRange(scored.Count, 1, Candidates);
        Assert.All(
            scored,
            row =>
            {
                var candidate = history[row.GetProperty("scoredAs").GetInt32()];
                Assert.Equal(
                    (candidate.GetProperty("architecture").GetString(), candidate.GetProperty("score").GetDouble()),
                    (row.GetProperty("shadow").GetString(), row.GetProperty("score").GetDouble())
                );
            }
        );
        Assert.Equal(
            scored.Select(row => row.GetProperty("shadow").GetString()).Distinct().Count(),
            said.Json.GetProperty("scored").GetInt32()
        );
        Assert.Equal(
            scored.Max(row => row.GetProperty("score").GetDouble()),
            said.Json.GetProperty("best").GetProperty("score").GetDouble()
        );
        Assert.True(said.Json.GetProperty("agreed").GetInt32() < Candidates);
    }

    [Fact]
    public async Task A_search_that_still_runs_is_shadowed_as_far_as_it_is_and_goes_on_undisturbed()
    {
        Said? meanwhile = null;
        await RunAsync(async done =>
        {
            if (done >= 5)
                meanwhile ??= await Shell.RunAsync("shadow", Recorded, "--strategy", "random", "--json");
        });

        Assert.Equal((0, ""), (meanwhile!.Code, meanwhile.Error));
        Assert.InRange(meanwhile.Json.GetProperty("proposals").GetArrayLength(), 5, Candidates);
        Assert.Equal(
            Candidates,
            (await Shell.RunAsync("shadow", Recorded, "--strategy", "random", "--json")).Json.GetProperty("proposals").GetArrayLength()
        );
    }

    [Fact]
    public async Task A_mistake_is_one_sentence_and_exit_code_2()
    {
        await RunAsync();
        await Told("strategy.name is 'randm': there are evolution, ", Recorded, "--strategy", "randm");
        await Told(
            "strategy.options.populaton is no option of the strategy 'evolution'",
            Recorded,
            "--strategy",
            "evolution",
            "--set",
            "populaton=6"
        );
        await Told(
            "--phase retrain has no strategy in this search: choose search.",
            Recorded,
            "--strategy",
            "random",
            "--phase",
            "retrain"
        );
        await Told(Path.Combine(_folder.Path, "nowhere"), Path.Combine(_folder.Path, "nowhere"), "--strategy", "random");

        static async Task Told(string sentence, params string[] arguments)
        {
            var said = await Shell.RunAsync(["shadow", .. arguments]);
            Assert.Equal((2, ""), (said.Code, said.Out));
            Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
            Assert.Single(said.Error.TrimEnd().Split('\n'));
        }
    }

    /// <param name="seen">Told how many candidates are decided.</param>
    private async Task RunAsync(Func<long, Task>? seen = null)
    {
        var settings = SearchFileReader.Read(
            Path.Combine(TestData.Repository, "hocon", "searches", "table-example.conf"),
            [$"strategy.candidates={Candidates}", "strategy.window=1", "strategy.options.population=6", "strategy.options.tournament=2"]
        );
        using var directory = SearchDirectory.Open(Recorded);
        directory.Begin(settings, settings);
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Directory = Recorded, Runtimes = new SearchRuntimeFactory() },
            TestContext.Current.CancellationToken
        );
        var asked = Task.CompletedTask;
        var last = await cluster.RunAsync(
            new StartSearch(settings.Name, SettingsJson.Text(settings)),
            progress =>
            {
                if (asked.IsCompletedSuccessfully && seen is not null)
                    asked = seen(progress.Phases?.Sum(phase => phase.Done) ?? 0);
            },
            TestContext.Current.CancellationToken
        );
        await asked;
        Assert.Equal(SearchStatus.Completed, last.Status);
    }
}
