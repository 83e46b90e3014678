using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Nas.Model.Methods.BlackBox;

namespace GpuHost.Keeping;

/// <summary>
/// Keeps one command, whose three streams are this process's own: see <see cref="CommandKeeping"/>. Adopted by it, nothing that the command
/// starts gets away, also what goes into the background. Should the keeper itself be killed, the next one ends what it left, which it knows
/// by its environment.
/// </summary>
internal sealed class CommandKeeper
{
    private const int NotStarted = 126,
        Signal = 128;

    /// <summary>Time to wait for processes that cannot be killed: another user's, or stuck in the kernel.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _ending = new();
    private readonly Stream _errors = Console.OpenStandardError();
    private readonly string _token;
    private int _command;

    /// <summary>Somebody told the keeper to end, and not the device's process by its pipe: the command itself, most likely.</summary>
    private volatile bool _isTold;

    private CommandKeeper(string token) => _token = token;

    /// <param name="arguments">The token, the program's path, and its name and arguments.</param>
    /// <returns>The command's exit code.</returns>
    public static int Run(ReadOnlySpan<string> arguments) => new CommandKeeper(arguments[0]).Keep(arguments[1], arguments[2..].ToArray());

    /// <summary>Ends what dead keepers left, and waits until it is gone.</summary>
    public static int Sweep()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience && ProcessTable.Leftovers() is { Count: > 0 } left; Thread.Sleep(1))
            EndAll(left);
        return 0;
    }

    private int Keep(string path, string[] command)
    {
        Posix.LeaveTerminal();
        Posix.AdoptOrphans();
        EndAll(ProcessTable.Leftovers());
        Environment.SetEnvironmentVariable(ProcessTable.Marker, ProcessTable.Mark);
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
        if (Posix.Spawn(path, command, environment, out _command) is var error and not 0)
        {
            Say($"{CommandKeeping.Refused} {Marshal.GetPInvokeErrorMessage(error)}");
            return NotStarted;
        }
        Say(CommandKeeping.Ready);
        new Thread(() =>
        {
            Posix.AwaitHangUp(descriptor: 0);
            End();
        })
        {
            IsBackground = true,
            Name = "hang-up",
        }.Start();
        PosixSignalRegistration[] told =
        [
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal =>
                PosixSignalRegistration.Create(
                    signal,
                    context =>
                    {
                        context.Cancel = _isTold = true;
                        End();
                    }
                )
            ),
        ];
        var (code, by) = Posix.Read(Await());
        if (!_isTold)
            Say(code is { } exit ? $"{CommandKeeping.Exited} {exit}" : $"{CommandKeeping.Signalled} {by}");
        EndRest();
        foreach (var one in told)
            one.Dispose();
        return code ?? Signal + by;
    }

    /// <summary>Meanwhile lets go of what the command left behind and has ended.</summary>
    private int Await()
    {
        while (true)
        {
            var ended = Posix.AwaitChild() ?? (_command, NotStarted << 8);
            if (ended.Process != _command)
                continue;
            lock (_ending)
                _command = 0;
            return ended.Status;
        }
    }

    private void End()
    {
        lock (_ending)
        {
            if (_command > 0)
                Posix.Kill(_command);
        }
    }

    /// <summary>Ends all that is left. Without a child there is no descendant either, since orphans are adopted.</summary>
    private static void EndRest()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; )
        {
            switch (Posix.ReapChild())
            {
                case null:
                    return;
                case (0, _):
                    EndAll(ProcessTable.Below(Environment.ProcessId));
                    Thread.Sleep(1);
                    break;
            }
        }
    }

    private static void EndAll(IReadOnlyList<int> processes)
    {
        foreach (var process in processes)
            Posix.Kill(process);
    }

    /// <summary>Writes a word in a line of its own, whatever the command has begun to write, and in one piece.</summary>
    private void Say(string word)
    {
        try
        {
            _errors.Write(Encoding.UTF8.GetBytes($"\n{_token} {word}\n"));
        }
        catch (IOException)
        {
            // Nobody listens any more.
        }
    }
}
