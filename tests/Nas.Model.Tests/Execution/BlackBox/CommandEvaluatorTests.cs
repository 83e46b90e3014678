using System.Diagnostics;
using System.Text.Json.Nodes;
using Nas.Model.Execution;
using Nas.Model.Execution.BlackBox;
using Nas.Model.Settings;

namespace Nas.Model.Tests.Execution.BlackBox;

public sealed class CommandEvaluatorTests : IDisposable
{
    private const string Shell = "/bin/sh";

    /// <summary>Scores by the number that ends the architecture's text, and counts its questions.</summary>
    private const string Obliging = """
        n=0
        while IFS= read -r line; do
          n=$((n+1))
          echo "question $n: $line" >&2
          case "$line" in
            *'"b":"crash"'*) echo "out of luck" >&2; exit 3 ;;
            *'"b":"hang"'*) sleep 1000 ;;
            *'"b":"nonsense"'*) echo "loading weights ..." ;;
            *'"b":"nan"'*) echo '{"score": NaN}' ;;
            *'"b":"text"'*) echo '{"score": "high"}' ;;
            *'"b":"refuse"'*) echo '{"error": "too wide"}' ;;
            *'"b":"endless"'*) while :; do printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; done ;;
            *'"b":"twice"'*) echo '{"score": 0.5}'; echo '{"score": 0.6}' ;;
            *) echo "{\"score\": 0.$n, \"loss\": 2}" ;;
          esac
        done
        """;

    private readonly TempFolder _folder = new();
    private readonly List<string> _heard = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_started_once_and_asked_line_by_line()
    {
        using var runtime = Open(Obliging);
        Assert.Equal([new Evaluation(0.1, 2), new Evaluation(0.2, 2)], runtime.Evaluate(Task(0, "a=1,b=x", "a=2,b=x")));
        Assert.Equal([new Evaluation(0.3, 2)], runtime.Evaluate(Task(4, "a=1,b=x")));
        Until(() => _heard.Count == 3);
        Assert.Equal("""question 3: {"architecture":"a=1,b=x","decisions":{"a":"1","b":"x"},"seed":7,"sample":4}""", _heard[2]);
    }

    [Theory]
    [InlineData("crash", CommandFailure.Exited, "exit code 3")]
    [InlineData("crash", CommandFailure.Exited, "out of luck")]
    [InlineData("hang", CommandFailure.Silent, "did not answer within evaluator.time-limit of 2 s")]
    [InlineData("nonsense", CommandFailure.Nonsense, "'loading weights ...', which is no JSON")]
    [InlineData("text", CommandFailure.Nonsense, "where a number was due")]
    [InlineData("refuse", CommandFailure.Refused, "too wide")]
    [InlineData("endless", CommandFailure.Nonsense, "more than 1048576 characters")]
    public void Whatever_it_does_instead_of_answering_is_told_and_the_next_question_finds_a_new_process(string misdeed, CommandFailure kind, string told)
    {
        using var runtime = Open(Obliging);
        runtime.Evaluate(Task(0, "a=1,b=x", "a=2,b=x"));
        var failure = Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, $"a=1,b={misdeed}")));
        Assert.Equal(kind, failure.Kind);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.Equal([new Evaluation(0.1, 2)], runtime.Evaluate(Task(0, "a=2,b=x")));
    }

    [Fact]
    public void A_score_that_is_no_number_is_told_as_that()
    {
        using var runtime = Open(Obliging);
        Assert.Contains("NaN", Assert.Throws<DivergedException>(() => runtime.Evaluate(Task(0, "a=1,b=nan"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_line_is_never_taken_for_the_next_answer()
    {
        using var runtime = Open(Obliging);
        Assert.Equal(0.5, runtime.Evaluate(Task(0, "a=1,b=twice"))[0].Score);
        Thread.Sleep(200);
        Assert.Contains("more than one line", Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=1,b=x"))).Message, StringComparison.Ordinal);
        Assert.Equal(0.1, runtime.Evaluate(Task(0, "a=1,b=x"))[0].Score);
    }

    [Fact]
    public void One_that_ended_while_nobody_asked_is_started_again()
    {
        using var runtime = Open("read -r line; echo '{\"score\": 0.25}'");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0.25, runtime.Evaluate(Task(0, "a=1,b=x"))[0].Score);
            Thread.Sleep(200);
        }
    }

    [Fact]
    public void It_and_what_it_started_end_with_the_runtime()
    {
        var runtime = Open("sleep 1000 & echo $! > child; while read -r line; do echo '{\"score\": 0}'; done");
        runtime.Evaluate(Task(0, "a=1,b=x"));
        var child = int.Parse(File.ReadAllText(Path.Combine(_folder.Path, "child")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(IsAlive(child));
        runtime.Dispose();
        Until(() => !IsAlive(child));
    }

    [Fact]
    public void A_program_that_is_not_there_is_the_users_mistake()
    {
        using var runtime = new BlackBoxRuntime(Settings(["no-such-program"]), _ => { });
        Assert.Contains("no-such-program cannot be started", Assert.Throws<UserException>(() => runtime.Evaluate(Task(0, "a=1,b=x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_python_of_the_manual_answers()
    {
        var python = new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(python is not null, "there is no python3 here");
        var manual = File.ReadAllText(Path.Combine(Testing.TestData.Repository, "docs", "tables.md"));
        var script = manual.Split("```python\n")[1].Split("```")[0].Replace("\"width\"", "\"a\"", StringComparison.Ordinal);
        var file = _folder.Write("score.py", script);
        using var runtime = new BlackBoxRuntime(Settings([python!, file]), _ => { });
        Assert.Equal(2.0 / 64, runtime.Evaluate(Task(0, "a=2,b=x"))[0].Score);
    }

    private BlackBoxRuntime Open(string script)
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell} here");
        return new BlackBoxRuntime(Settings([Shell, _folder.Write("score.sh", script)]), said =>
        {
            lock (_heard) _heard.Add(said);
        });
    }

    private BlackBoxSettings Settings(string[] command) => new()
    {
        Name = "s",
        Seed = 7,
        Space = new BlackBoxSpaceSettings
        {
            Decisions = new JsonObject
            {
                ["a"] = new JsonArray(1, 2),
                ["b"] = new JsonArray("x", "crash", "hang", "nonsense", "nan", "text", "refuse", "endless", "twice"),
            },
        },
        Evaluator = new EvaluatorSettings { Command = [.. command], Directory = _folder.Path, TimeLimit = 2 },
    };

    private static EvaluationTask Task(int sample, params string[] architectures) => new(PhaseNames.Search, [.. architectures], "none", "none") { Sample = sample };

    private static void Until(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); Thread.Sleep(10)) Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "waited in vain");
    }

    private static bool IsAlive(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(' ') is [_, _, not "Z", ..];
        }
        catch (IOException)
        {
            return false;
        }
    }
}
