using System.Runtime.InteropServices;

namespace Seed.Running;

/// <summary>
/// Ctrl-C, SIGTERM and a closed terminal: the first asks for a rest, the second ends the process at once. A process that cannot come to
/// rest in time is ended as well: everything it ever showed is on disk.
/// </summary>
public sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly TimeProvider _time;
    private ITimer? _backstop;
    private int _count;

    public Interrupts(Action<string> say, TimeProvider time)
    {
        (Say, _time) = (say, time);
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
                PosixSignalRegistration.Create(signal, OnSignal)
            ),
        ];
    }

    /// <summary>Tells the user, from any thread; whoever draws on the terminal takes it over.</summary>
    public Action<string> Say { get; set; }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _backstop?.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
            Environment.Exit(ExitCodes.Interrupted);
        _backstop = _time.CreateTimer(_ => Environment.Exit(ExitCodes.Interrupted), null, Patience, Timeout.InfiniteTimeSpan);
        Say("Interrupted: saving. The same command goes on from here; a second Ctrl-C ends at once.");
        _source.Cancel();
    }
}
