using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Nas.Model.Execution;

namespace Nas.Model.Methods.BlackBox;

/// <summary>
/// A command that is asked with one line of JSON and answers with one. It is started with the first question, and kept. After a failure its
/// state is unknown, so it is killed with all that it started, and the next question starts it again. All calls come on one thread.
/// </summary>
/// <param name="directory">Working directory of the command; null: that of this process.</param>
/// <param name="limit">Time limit for one answer.</param>
/// <param name="keeper">Program that keeps the command: see <see cref="CommandKeeping"/>; null: there is none.</param>
/// <param name="hear">Receives what the command writes to its standard error, line by line, on any thread.</param>
internal sealed class CommandEvaluator(
    ImmutableArray<string> command,
    string? directory,
    TimeSpan limit,
    string? keeper,
    Action<string> hear
) : IDisposable
{
    /// <summary>Characters of what it wrote that a reason quotes.</summary>
    private const int LongestQuote = 200;

    private CommandProcess? _process;

    /// <exception cref="CommandFailedException">It gave no score.</exception>
    /// <exception cref="DivergedException">Its score is no number.</exception>
    /// <exception cref="UserException">It cannot be started.</exception>
    public Evaluation Ask(EvaluatorQuestion question)
    {
        try
        {
            // An end that came while nobody asked is not the fault of the next question.
            if (_process is { HasEnded: true })
                Dispose();
            _process ??= CommandProcess.Start(command, directory, keeper, hear);
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
        // A line that was not asked for would be taken for the answer to the next question.
        if (process.HasUnread)
            throw Nonsense("wrote more than one line for one question");
        return process.Ask(line, limit) switch
        {
            { Line: { } answer } => answer,
            { IsTooLong: true } => throw Nonsense(
                string.Create(CultureInfo.InvariantCulture, $"wrote a line of more than {LineReader.Longest} bytes")
            ),
            { HasEnded: true } => throw new CommandFailedException(CommandFailure.Exited, $"{Name} {process.End}"),
            _ => throw new CommandFailedException(
                CommandFailure.Silent,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} did not answer within evaluator.time-limit of {limit.TotalSeconds:0} s, and was killed"
                )
            ),
        };
    }

    private Evaluation Understood(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var answer = document.RootElement;
            if (answer.ValueKind != JsonValueKind.Object)
                throw Nonsense($"wrote '{Short(line)}', which is no JSON object");
            if (answer.TryGetProperty("error", out var error))
                throw new CommandFailedException(CommandFailure.Refused, $"{Name}: {Short(error.ToString())}");
            if (!answer.TryGetProperty("score", out var score))
                throw Nonsense($"wrote '{Short(line)}', which has neither \"score\" nor \"error\"");
            return new Evaluation(Number(score, line), answer.TryGetProperty("loss", out var loss) ? Number(loss, line) : null);
        }
        catch (JsonException cause)
        {
            if (line.Contains("NaN", StringComparison.Ordinal) || line.Contains("Infinity", StringComparison.Ordinal))
                throw NoNumber(line);
            throw new CommandFailedException(
                CommandFailure.Nonsense,
                $"{Name} wrote '{Short(line)}', which is no JSON: its standard output is for answers alone",
                cause
            );
        }
    }

    private double Number(JsonElement value, string line) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? double.IsFinite(number)
                ? number
                : throw NoNumber(line)
            : throw Nonsense($"wrote '{Short(line)}', where a number was due");

    private DivergedException NoNumber(string line) => new($"{Name} wrote '{Short(line)}', which is no finite number");

    private CommandFailedException Nonsense(string what) => new(CommandFailure.Nonsense, $"{Name} {what}");

    private string Name => $"evaluator.command {Path.GetFileName(command[0])}";

    /// <summary>The command's output as a reason quotes it: shortened, and without anything that a terminal would obey.</summary>
    internal static string Short(string text) => HarmlessText.Line(text.Length > LongestQuote ? text[..LongestQuote] + "..." : text);
}
