using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Nas.Model.Execution;

namespace Nas.Model.Methods.BlackBox;

/// <summary>
/// The process behind a <see cref="CommandEvaluator"/>, with its keeper where there is one (<see cref="CommandKeeping"/>).
/// </summary>
internal sealed class CommandProcess : IDisposable
{
    /// <summary>Bytes of a line of standard error: what is beyond is left out.</summary>
    private const int LongestComplaint = 1 << 16;

    /// <summary>Time to wait for the last words of the command, which may arrive a little after its end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Time for a keeper to start on a busy machine, and for all that a command started to be gone.</summary>
    private static readonly TimeSpan Coming = TimeSpan.FromMinutes(1),
        Going = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string? _keeper,
        _token;
    private readonly LineReader _lines;
    private readonly Thread _listener;
    private readonly Action<string> _hear;
    private readonly TaskCompletionSource<string?> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _lastWord;
    private Task _writing = Task.CompletedTask;

    private CommandProcess(Process process, string? keeper, string? token, Action<string> hear)
    {
        (_process, _keeper, _token, _hear) = (process, keeper, token, hear);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ = CloseAsync();
        process.Start();
        _lines = new LineReader(process.StandardOutput.BaseStream);
        var complaints = process.StandardError.BaseStream;
        _listener = new Thread(() => Listen(complaints)) { IsBackground = true, Name = "evaluator-errors" };
        _listener.Start();
        if (token is null)
            _begun.TrySetResult(null);
    }

    public bool HasUnread => _lines.HasUnread;

    public bool HasEnded => _lines.HasEnded || (_ended.Task.IsCompleted && !HasUnread);

    /// <summary>The way it ended, and its last words.</summary>
    public string End
    {
        get
        {
            _listener.Join(Farewell);
            var told = _ended.Task.Wait(Farewell) ? _ended.Task.Result : null;
            var how = told?.Split(' ') switch
            {
                [CommandKeeping.Exited, var code] => $"ended with exit code {code}",
                [CommandKeeping.Signalled, var signal] => $"was ended by signal {signal}",
                _ when _token is not null => "killed its parent process, or was killed with it,",
                _ => "ended",
            };
            return $"{how} instead of answering{(_lastWord is { } word ? $"; its last words were: {word}" : "")}";
        }
    }

    /// <param name="keeper">A program that keeps commands; null: there is none.</param>
    /// <exception cref="UserException">There is no such program, or directory.</exception>
    public static CommandProcess Start(ImmutableArray<string> command, string? directory, string? keeper, Action<string> hear)
    {
        var token = keeper is null ? null : Guid.NewGuid().ToString("N");
        CommandProcess? started = null;
        try
        {
            var arguments = keeper is null
                ? command.Skip(1)
                : CommandKeeping.Arguments(
                    token!,
                    CommandProgram.Find(command[0]) ?? throw new Win32Exception("No such file or directory"),
                    command
                );
            started = new CommandProcess(
                new Process
                {
                    StartInfo = new ProcessStartInfo(keeper ?? command[0], arguments)
                    {
                        UseShellExecute = false,
                        WorkingDirectory = directory ?? "",
                        RedirectStandardInput = true,
                        RedirectStandardOutput = true,
                        RedirectStandardError = true,
                    },
                },
                keeper,
                token,
                hear
            );
            if (!started._begun.Task.Wait(Coming))
                throw new CommandFailedException(
                    CommandFailure.Exited,
                    $"evaluator.command {command[0]} did not come up within {Coming.TotalSeconds:0} s"
                );
            return started._begun.Task.Result is { } refusal ? throw new Win32Exception(refusal) : started;
        }
        catch (Exception cause) when (cause is Win32Exception or IOException)
        {
            started?.Dispose();
            throw new UserException(
                $"evaluator.command: {command[0]} cannot be started in {directory ?? "."} ({cause.Message}): check its name and evaluator.directory.",
                cause
            );
        }
        catch
        {
            started?.Dispose();
            throw;
        }
    }

    public Waited Ask(string line, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        // One that does not read, once its pipe is full, would hold the writer for ever.
        _writing = Task.Run(() =>
        {
            try
            {
                _process.StandardInput.Write(line + "\n");
                _process.StandardInput.Flush();
            }
            catch (Exception cause) when (cause is IOException or ObjectDisposedException)
            {
                // It reads no more: what it wrote before, or that it has ended, is the answer.
            }
        });
        var answer = _writing.Wait(limit) && limit - clock.Elapsed is var left && left > TimeSpan.Zero ? _lines.Next(left) : default;
        // A command that has ended did not stay silent: its pipe may be held by others, and its end noticed only when the time is up.
        return answer == default && _process.HasExited ? new Waited(null, HasEnded: true) : answer;
    }

    public void Dispose()
    {
        try
        {
            // The keeper ends everything when this pipe ends, which it does not while it is written to.
            if (_token is null || !_writing.IsCompleted)
                _process.Kill(entireProcessTree: true);
            else
                _process.StandardInput.Close();
            if (!_process.WaitForExit(Going))
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception cause) when (cause is InvalidOperationException or Win32Exception or AggregateException or IOException)
        {
            // It has ended by itself.
        }
        if (_keeper is not null && !(_ended.Task.Wait(Farewell) && _ended.Task.Result is not null))
            EndLeftovers(_keeper);
        _lines.Dispose();
        _process.Dispose();
    }

    /// <summary>The keeper was killed before what it kept.</summary>
    private static void EndLeftovers(string keeper)
    {
        try
        {
            using var sweep = Process.Start(new ProcessStartInfo(keeper, [CommandKeeping.Sweep]) { UseShellExecute = false });
            sweep?.WaitForExit(Going);
        }
        catch (Win32Exception)
        {
            // The next keeper does it.
        }
    }

    /// <summary>
    /// Waits for what the command wrote before its end, which may still be on its way, and then ends the reading; output of others that
    /// hold its pipe does not count.
    /// </summary>
    private async Task CloseAsync()
    {
        if (_token is null)
            _ended.TrySetResult($"{CommandKeeping.Exited} {_process.ExitCode}");
        await Task.Delay(Farewell);
        _begun.TrySetResult("it ended at once");
        _ended.TrySetResult(null);
        _lines.Dispose();
    }

    private void Listen(Stream complaints)
    {
        using var own = complaints;
        new BoundedLines(LongestComplaint, "\n\r"u8.ToArray()).Read(
            complaints,
            (line, cut) =>
            {
                if (_token is not null && line.StartsWith(_token, StringComparison.Ordinal))
                    Told(line[(_token.Length + 1)..]);
                else if (!string.IsNullOrWhiteSpace(line))
                    Say(cut ? $"{line.Trim()} ... (cut: a line of more than {LongestComplaint} bytes)" : line.Trim());
                return true;
            }
        );
    }

    private void Say(string complaint)
    {
        _lastWord = CommandEvaluator.Short(complaint);
        _hear(complaint);
    }

    private void Told(string word)
    {
        if (word == CommandKeeping.Ready)
            _begun.TrySetResult(null);
        else
            _ended.TrySetResult(word);
        if (word.StartsWith(CommandKeeping.Refused, StringComparison.Ordinal))
            _begun.TrySetResult(word[(CommandKeeping.Refused.Length + 1)..]);
    }
}
