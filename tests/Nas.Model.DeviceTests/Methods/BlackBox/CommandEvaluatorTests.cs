using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Nas.Model.Execution;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Testing;

namespace Nas.Model.DeviceTests.Methods.BlackBox;

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
            *'"b":"kill"'*) kill -9 $PPID; sleep 1000 ;;
            *'"b":"term"'*) kill $PPID; sleep 1000 ;;
            *'"b":"die"'*) kill -9 $$ ;;
            *'"b":"colour"'*) printf '\033[31mred\033[0m\n' ;;
            *) echo "{\"score\": 0.$n, \"loss\": 2}" ;;
          esac
        done
        """;

    private static readonly string Keeper = Testing.BuiltPrograms.GpuHost;

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
    [InlineData("endless", CommandFailure.Nonsense, "wrote a line of more than 1048576 bytes")]
    [InlineData("kill", CommandFailure.Exited, "killed its parent process, or was killed with it, instead of answering")]
    [InlineData("term", CommandFailure.Exited, "killed its parent process, or was killed with it, instead of answering")]
    [InlineData("die", CommandFailure.Exited, "was ended by signal 9 instead of answering")]
    [InlineData("colour", CommandFailure.Nonsense, "'\\u001b[31mred\\u001b[0m', which is no JSON")]
    public void Whatever_it_does_instead_of_answering_is_told_and_the_next_question_finds_a_new_process(
        string misdeed,
        CommandFailure kind,
        string told
    )
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
        Assert.Contains(
            "NaN",
            Assert.Throws<DivergedException>(() => runtime.Evaluate(Task(0, "a=1,b=nan"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_second_line_is_never_taken_for_the_next_answer()
    {
        using var runtime = Open(Obliging);
        Assert.Equal(0.5, runtime.Evaluate(Task(0, "a=1,b=twice"))[0].Score);
        Thread.Sleep(200);
        Assert.Contains(
            "more than one line",
            Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=1,b=x"))).Message,
            StringComparison.Ordinal
        );
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

    /// <summary>
    /// Children in the background, in a session of their own, and as an orphan without the environment that it came from.
    /// </summary>
    public static TheoryData<string> Children => new(["sleep 1000 &", "setsid sleep 1000 &", "(env -i setsid sleep 1000 &)"]);

    [Theory, MemberData(nameof(Children))]
    public void It_and_what_it_started_are_gone_when_the_runtime_is(string start)
    {
        var runtime = Open(WithChild(start, "while read -r line; do echo '{\"score\": 0}'; done"));
        runtime.Evaluate(Task(0, "a=1,b=x"));
        var child = Child();
        Assert.True(IsAlive(child));
        runtime.Dispose();
        Assert.False(IsAlive(child));
    }

    [Theory, MemberData(nameof(Children))]
    public void They_are_gone_too_when_it_failed(string start)
    {
        using var runtime = Open(WithChild(start, "read -r line; echo nonsense; sleep 1000"));
        Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=1,b=x")));
        Assert.False(IsAlive(Child()));
    }

    /// <summary>
    /// The child could hold the device by the pipe of its standard output, which it has inherited: the time limit is 2 s.
    /// </summary>
    [Theory, MemberData(nameof(Children))]
    public void What_it_leaves_behind_does_not_hold_the_device_when_it_has_ended(string start)
    {
        using var runtime = Open(WithChild(start, "read -r line; exit 4"));
        Assert.Contains(
            "ended with exit code 4",
            Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=1,b=x"))).Message,
            StringComparison.Ordinal
        );
        Assert.False(IsAlive(Child()));
    }

    [Fact]
    public void They_are_gone_too_when_it_killed_the_process_that_keeps_it()
    {
        using var runtime = Open(WithChild("sleep 1000 &", "read -r line; kill -9 $PPID; sleep 1000"));
        Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=1,b=x")));
        Assert.False(IsAlive(Child()));
    }

    /// <summary>The child that is left holds the command's pipe, so that the command's end shows only when the time is up.</summary>
    [Fact]
    public void One_that_killed_the_process_that_keeps_it_is_not_called_silent_however_little_time_it_has()
    {
        var settings = Settings([Shell, _folder.Write("score.sh", "read -r line; kill -9 $PPID; sleep 1000")]);
        using var runtime = new BlackBoxRuntime(settings with { Evaluator = settings.Evaluator with { TimeLimit = 1 } }, Keeper, _ => { });
        Assert.Equal(CommandFailure.Exited, Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=1,b=x"))).Kind);
    }

    /// <summary>The process that holds the pipe stands for the device's.</summary>
    [Fact]
    public void They_are_gone_too_when_the_device_s_process_was_killed()
    {
        var script = _folder.Write("score.sh", WithChild("setsid sleep 1000 &", "sleep 1000"));
        var start = new ProcessStartInfo(Shell, ["-c", $"exec sleep 1000 | {Keeper} {CommandKeeping.Keep} token {Shell} sh {script}"])
        {
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
        };
        using var device = Process.Start(start)!;
        Until(() => device.StandardError.ReadLine() == $"token {CommandKeeping.Ready}");
        Until(() => File.Exists(Path.Combine(_folder.Path, "child")));
        var child = Child();
        Assert.True(IsAlive(child));
        using var holder = Process.GetProcessById(
            int.Parse(File.ReadAllText($"/proc/{device.Id}/task/{device.Id}/children").Split(' ')[0], CultureInfo.InvariantCulture)
        );
        holder.Kill();
        Until(() => !IsAlive(child));
        Assert.True(device.WaitForExit(10_000));
    }

    [Fact]
    public void A_flood_of_complaints_without_a_line_end_is_cut_and_harms_nobody()
    {
        using var runtime = Open(
            "read -r line; head -c 3000000 /dev/zero | tr '\\0' x >&2; printf '\\rprogress\\n' >&2; echo '{\"score\": 0.5}'; sleep 1000"
        );
        Assert.Equal(0.5, runtime.Evaluate(Task(0, "a=1,b=x"))[0].Score);
        Until(() => _heard.Count == 2);
        Assert.Equal(new string('x', 65_536) + " ... (cut: a line of more than 65536 bytes)", _heard[0]);
        Assert.Equal("progress", _heard[1]);
    }

    [Fact]
    public void One_that_never_reads_holds_the_device_no_longer_than_its_time()
    {
        var settings = Settings([Shell, _folder.Write("score.sh", "sleep 1000")]);
        var wide = new string('w', 100_000);
        settings = settings with
        {
            Space = new BlackBoxSpaceSettings { Decisions = new JsonObject { ["a"] = new JsonArray(wide, "v") } },
            Evaluator = settings.Evaluator with { TimeLimit = 1 },
        };
        using var runtime = new BlackBoxRuntime(settings, Keeper, _ => { });
        Assert.Equal(CommandFailure.Silent, Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=" + wide))).Kind);
    }

    [Theory]
    [InlineData("no-such-program", "No such file or directory")]
    [InlineData("/etc/passwd", "Permission denied")]
    public void A_program_that_cannot_be_started_is_the_users_mistake(string program, string cause)
    {
        using var runtime = new BlackBoxRuntime(Settings([program]), Keeper, _ => { });
        var mistake = Assert.Throws<UserException>(() => runtime.Evaluate(Task(0, "a=1,b=x"))).Message;
        Assert.StartsWith($"evaluator.command: {program} cannot be started in {_folder.Path} ({cause})", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_keeper_it_answers_as_well_and_its_end_is_told()
    {
        using var runtime = new BlackBoxRuntime(Settings([Shell, _folder.Write("score.sh", Obliging)]), keeper: null, _ => { });
        Assert.Equal([new Evaluation(0.1, 2)], runtime.Evaluate(Task(0, "a=1,b=x")));
        var failure = Assert.Throws<CommandFailedException>(() => runtime.Evaluate(Task(0, "a=1,b=crash")));
        Assert.Equal("evaluator.command sh ended with exit code 3 instead of answering; its last words were: out of luck", failure.Message);
    }

    [Fact]
    public void The_python_of_the_manual_answers()
    {
        var python = new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(python is not null, "there is no python3 here");
        var manual = File.ReadAllText(Path.Combine(Testing.TestData.Repository, "docs", "tables.md"));
        var script = manual.Split("```python\n")[1].Split("```")[0].Replace("\"width\"", "\"a\"", StringComparison.Ordinal);
        var file = _folder.Write("score.py", script);
        using var runtime = new BlackBoxRuntime(Settings([python!, file]), Keeper, _ => { });
        Assert.Equal(2.0 / 64, runtime.Evaluate(Task(0, "a=2,b=x"))[0].Score);
    }

    private BlackBoxRuntime Open(string script)
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell} here");
        return new BlackBoxRuntime(
            Settings([Shell, _folder.Write("score.sh", script)]),
            Keeper,
            said =>
            {
                lock (_heard)
                    _heard.Add(said);
            }
        );
    }

    private BlackBoxSettings Settings(string[] command) =>
        new()
        {
            Name = "s",
            Seed = 7,
            Space = new BlackBoxSpaceSettings
            {
                Decisions = new JsonObject
                {
                    ["a"] = new JsonArray(1, 2),
                    ["b"] = new JsonArray(
                        "x",
                        "crash",
                        "hang",
                        "nonsense",
                        "nan",
                        "text",
                        "refuse",
                        "endless",
                        "twice",
                        "kill",
                        "term",
                        "die",
                        "colour"
                    ),
                },
            },
            Evaluator = new EvaluatorSettings
            {
                Command = [.. command],
                Directory = _folder.Path,
                TimeLimit = 2,
            },
        };

    /// <summary>A script that starts a child, whose number it writes down before it goes on.</summary>
    private static string WithChild(string start, string rest) =>
        $"{start.Replace("sleep 1000", "sh -c 'echo $$ > child; exec /bin/sleep 1000'", StringComparison.Ordinal)}\nwhile [ ! -s child ]; do :; done\n{rest}";

    private int Child() => int.Parse(File.ReadAllText(Path.Combine(_folder.Path, "child")), CultureInfo.InvariantCulture);

    private static EvaluationTask Task(int sample, params string[] architectures) =>
        new(PhaseNames.Search, [.. architectures], "none", "none") { Sample = sample };

    private static void Until(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); Thread.Sleep(10))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "waited in vain");
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
