using System.Globalization;
using System.Text.Json;
using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>Searches over tables and commands, by real processes: seconds each.</summary>
public sealed class BlackBoxSpec : IDisposable
{
    private const string Shell = "/bin/sh";

    private readonly string _root = Directory.CreateTempSubdirectory("langevin-table-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task The_true_accuracies_of_nas_bench_macro_are_searched()
    {
        var table = TestData.Require("nas-bench-macro/nas-bench-macro_cifar10.json");
        var file = Path.Combine(TestData.Repository, "hocon", "searches", "nas-bench-macro.conf");
        string[] run =
        [
            "run",
            file,
            "--dir",
            Search,
            "--set",
            $"space.table={table}",
            "--set",
            "strategy.candidates=60",
            "--set",
            "strategy.window=8",
        ];
        var (code, output, errors) = await LangevinProcess.RunAsync(_root, run);
        Assert.True(code == 0, errors);
        Assert.Contains("of the table's 6,561 rows", output, StringComparison.Ordinal);

        var rows = JsonDocument.Parse(await File.ReadAllTextAsync(table, TestContext.Current.CancellationToken)).RootElement;
        var history = JsonDocument
            .Parse(await QueryAsync("history"))
            .RootElement.EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "candidate")
            .ToArray();
        Assert.Equal(60, history.Select(candidate => candidate.GetProperty("architecture").GetString()).Distinct().Count());
        Assert.All(
            history,
            candidate =>
            {
                var row = rows.GetProperty(candidate.GetProperty("architecture").GetString()!);
                Assert.Equal(row.GetProperty("mean_acc").GetDouble() * 0.01, candidate.GetProperty("score").GetDouble(), 12);
                Assert.Equal(row.GetProperty("flops").GetInt64(), candidate.GetProperty("madds").GetInt64());
            }
        );
        var best = JsonDocument.Parse(await QueryAsync("best")).RootElement;
        Assert.Equal(history.Max(candidate => candidate.GetProperty("score").GetDouble()), best.GetProperty("score").GetDouble());
        foreach (var query in new[] { "pareto", "status" })
            Assert.NotEmpty(await QueryAsync(query));
        Assert.True(File.Exists(Path.Combine(Search, "result", "plots", "regret.svg")));
    }

    [Fact]
    public async Task A_table_that_is_another_one_is_refused_when_the_search_goes_on()
    {
        var table = Write(
            "scores.csv",
            "a,b,score\n"
                + string.Concat(
                    Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 8},{i / 8},{i * 7 % 40}\n"))
                )
        );
        string[] run =
        [
            "run",
            Write("search.conf", "name = t\nmethod = black-box\nspace.table = scores.csv\nstrategy.candidates = 10\n"),
            "--dir",
            Search,
        ];
        Assert.Equal(0, (await LangevinProcess.RunAsync(_root, run)).ExitCode);
        await File.AppendAllTextAsync(table, "9,9,99\n", TestContext.Current.CancellationToken);
        var (code, _, errors) = await LangevinProcess.RunAsync(_root, run);
        Assert.Equal(2, code);
        Assert.Contains("space.table-hash was", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_crashes_hangs_talks_nonsense_and_kills_its_parent_costs_candidates_and_neither_devices_nor_the_search()
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell} here");
        Write(
            "score.sh",
            """
            while IFS= read -r line; do
              case "$line" in
                *'"a":"1"'*) echo "cannot go on" >&2; exit 3 ;;
                *'"a":"2"'*) sleep 1000 ;;
                *'"a":"3"'*) echo "hello" ;;
                *'"a":"4"'*) echo '{"error": "too wide"}' ;;
                *'"a":"6"'*) setsid sleep 1000 & echo $! >> left; kill -9 $PPID; sleep 1000 ;;
                *'"a":"7"'*) setsid sleep 1000 & echo $! >> left; exit 0 ;;
                *) b=${line#*\"b\":\"}; echo "{\"score\": 0.${b%%\"*}}" ;;
              esac
            done
            """
        );
        var file = Write(
            "search.conf",
            $$"""
            name = told
            method = black-box
            space.decisions { a = [1, 2, 3, 4, 5, 6, 7], b = [1, 2] }
            evaluator { command = ["{{Shell}}", "score.sh"], time-limit = 3 }
            strategy { name = exhaustive, candidates = 14, attempts = 1 }
            """
        );
        var (code, output, errors) = await LangevinProcess.RunAsync(_root, "run", file, "--dir", Search);
        Assert.True(code == 0, errors);
        Assert.Contains("a=5,b=2", output, StringComparison.Ordinal);
        var candidates = JsonDocument
            .Parse(await QueryAsync("history"))
            .RootElement.EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "candidate")
            .ToArray();
        Assert.Equal(
            [
                "NativeCrash",
                "NativeCrash",
                "Stuck",
                "Stuck",
                "Error",
                "Error",
                "Error",
                "Error",
                "0.1",
                "0.2",
                "NativeCrash",
                "NativeCrash",
                "NativeCrash",
                "NativeCrash",
            ],
            candidates.Select(candidate =>
                candidate.TryGetProperty("failure", out var failure) && failure.ValueKind == JsonValueKind.String
                    ? failure.GetString()
                    : candidate.GetProperty("score").GetRawText()
            )
        );
        var logs = Directory.GetFiles(Path.Combine(Search, "logs"), "device-*.jsonl").Select(File.ReadAllText);
        Assert.Contains(logs, log => log.Contains("cannot go on", StringComparison.Ordinal));
        var left = await File.ReadAllLinesAsync(Path.Combine(_root, "left"), TestContext.Current.CancellationToken);
        Assert.Equal(4, left.Length);
        Assert.All(
            left,
            process =>
                Assert.False(
                    LangevinProcess.IsAlive(int.Parse(process, CultureInfo.InvariantCulture)),
                    $"process {process} was left behind"
                )
        );
    }

    /// <summary>There is no second device to wait for: it took a minute.</summary>
    [Fact]
    public async Task A_command_that_fails_on_the_only_device_is_tried_again_at_once_and_why_is_said_meanwhile()
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell} here");
        Write("score.sh", "echo \"boom: file not found\" >&2; exit 1");
        var file = Write(
            "search.conf",
            $$"""
            name = told
            method = black-box
            space.decisions { k = [1, 2, 3] }
            evaluator { command = ["{{Shell}}", "score.sh"], time-limit = 5 }
            strategy { name = random, candidates = 1, window = 1 }
            """
        );
        var (code, _, errors) = await LangevinProcess.RunAsync(_root, "run", file, "--dir", Search);
        Assert.Equal(1, code);
        var tries = (await File.ReadAllLinesAsync(Path.Combine(Search, "logs", "control.jsonl"), TestContext.Current.CancellationToken))
            .Where(line => line.Contains("boom: file not found", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("@t").GetDateTimeOffset())
            .ToArray();
        Assert.InRange(tries.Length, 2, int.MaxValue);
        Assert.InRange(tries[^1] - tries[0], TimeSpan.Zero, TimeSpan.FromSeconds(45));
        var lines = errors.Split('\n');
        var reason = Array.FindIndex(lines, line => line.StartsWith("Warning: search/0@0 failed on ", StringComparison.Ordinal));
        Assert.EndsWith(
            ": evaluator.command sh ended with exit code 1 instead of answering; its last words were: boom: file not found",
            lines[reason],
            StringComparison.Ordinal
        );
        Assert.InRange(reason, 0, Array.FindIndex(lines, line => line.StartsWith("search: done", StringComparison.Ordinal)));
        Assert.DoesNotContain(
            lines,
            line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains('"', StringComparison.Ordinal)
        );
    }

    private string Search => Path.Combine(_root, "search");

    private string Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<string> QueryAsync(string query)
    {
        var (code, output, errors) = await LangevinProcess.RunAsync(_root, query, Search, "--json");
        Assert.True(code == 0, errors);
        return output;
    }
}
