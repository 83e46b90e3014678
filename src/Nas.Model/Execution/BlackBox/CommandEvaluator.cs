using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Nas.Model.Execution.BlackBox;

/// <summary>
/// A command that is asked with one line of JSON and answers with one. Started with the first question, and kept; after a failure its state is
/// anybody's guess, so it is killed with all that it started, and the next question starts it anew. All calls on one thread.
/// </summary>
/// <param name="directory">Where it runs; null: where this process does.</param>
/// <param name="limit">For one answer.</param>
/// <param name="hear">Told what it writes to its standard error, line by line, on any thread.</param>
internal sealed class CommandEvaluator(ImmutableArray<string> command, string? directory, TimeSpan limit, Action<string> hear) : IDisposable
{
    private CommandProcess? _process;

    /// <exception cref="CommandFailedException">It gave no score.</exception>
    /// <exception cref="DivergedException">Its score is no number.</exception>
    /// <exception cref="UserException">It cannot be started.</exception>
    public Evaluation Ask(EvaluatorQuestion question)
    {
        try
        {
            // What ended while nobody asked is not the fault of what is asked next.
            if (_process is { HasEnded: true }) Dispose();
            _process ??= CommandProcess.Start(command, directory, hear);
            return Understood(Answer(_process, question.ToLine()));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }

    private string Answer(CommandProcess process, string line)
    {
        // What it says without being asked would be taken for the answer to the next question.
        if (process.HasUnread) throw Nonsense("wrote more than one line for one question");
        return process.Ask(line, limit) switch
        {
            { Line: { } answer } => answer,
            { IsTooLong: true } => throw Nonsense(string.Create(CultureInfo.InvariantCulture, $"wrote a line of more than {LineReader.Longest} characters")),
            { HasEnded: true } => throw new CommandFailedException(CommandFailure.Exited, $"{Name} {process.End}"),
            _ => throw new CommandFailedException(
                CommandFailure.Silent, string.Create(CultureInfo.InvariantCulture, $"{Name} did not answer within evaluator.time-limit of {limit.TotalSeconds:0} s, and was killed")),
        };
    }

    private Evaluation Understood(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var answer = document.RootElement;
            if (answer.ValueKind != JsonValueKind.Object) throw Nonsense($"wrote '{Short(line)}', which is no JSON object");
            if (answer.TryGetProperty("error", out var error)) throw new CommandFailedException(CommandFailure.Refused, $"{Name}: {Short(error.ToString())}");
            if (!answer.TryGetProperty("score", out var score)) throw Nonsense($"wrote '{Short(line)}', which has neither \"score\" nor \"error\"");
            return new Evaluation(Number(score, line), answer.TryGetProperty("loss", out var loss) ? Number(loss, line) : null);
        }
        catch (JsonException cause)
        {
            if (line.Contains("NaN", StringComparison.Ordinal) || line.Contains("Infinity", StringComparison.Ordinal)) throw NoNumber(line);
            throw new CommandFailedException(CommandFailure.Nonsense, $"{Name} wrote '{Short(line)}', which is no JSON: its standard output is for answers alone", cause);
        }
    }

    private double Number(JsonElement value, string line) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
        ? double.IsFinite(number) ? number : throw NoNumber(line)
        : throw Nonsense($"wrote '{Short(line)}', where a number was due");

    private DivergedException NoNumber(string line) => new($"{Name} wrote '{Short(line)}', which is no finite number");

    private CommandFailedException Nonsense(string what) => new(CommandFailure.Nonsense, $"{Name} {what}");

    private string Name => $"evaluator.command {Path.GetFileName(command[0])}";

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "...";
}

/// <summary>What came of waiting for a line.</summary>
internal readonly record struct Waited(string? Line, bool HasEnded = false, bool IsTooLong = false);

/// <summary>The process behind a <see cref="CommandEvaluator"/>.</summary>
internal sealed class CommandProcess : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly LineReader _lines;
    private volatile string? _lastWord;

    private CommandProcess(Process process, Action<string> hear)
    {
        _process = process;
        _lines = new LineReader(process.StandardOutput);
        process.ErrorDataReceived += (_, said) =>
        {
            if (string.IsNullOrWhiteSpace(said.Data)) return;
            _lastWord = said.Data.Trim();
            hear(_lastWord);
        };
        process.BeginErrorReadLine();
    }

    public bool HasUnread => _lines.HasUnread;

    public bool HasEnded => _lines.HasEnded;

    /// <summary>How it ended, and the last that it said.</summary>
    public string End
    {
        get
        {
            // Its last words and its exit code may come a little after the end of its output.
            var code = _process.WaitForExit(Farewell) ? $" with exit code {_process.ExitCode}" : "";
            if (code.Length > 0) _process.WaitForExit();
            return $"ended{code} instead of answering{(_lastWord is { } word ? $"; its last words were: {word}" : "")}";
        }
    }

    /// <exception cref="UserException">There is no such program, or directory.</exception>
    public static CommandProcess Start(ImmutableArray<string> command, string? directory, Action<string> hear)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return new CommandProcess(Process.Start(start)!, hear);
        }
        catch (Exception cause) when (cause is Win32Exception or DirectoryNotFoundException)
        {
            throw new UserException($"evaluator.command: {command[0]} cannot be started in {directory ?? "."} ({cause.Message}): check its name and evaluator.directory.", cause);
        }
    }

    public Waited Ask(string line, TimeSpan limit)
    {
        try
        {
            _process.StandardInput.Write(line + "\n");
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It reads no more: what it wrote before, or that it has ended, is the answer.
        }
        return _lines.Next(limit);
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception cause) when (cause is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
        _lines.Dispose();
        _process.Dispose();
    }
}
