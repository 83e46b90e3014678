using System.Runtime.InteropServices;

namespace Seed.Running;

/// <summary>SIGTERM and Ctrl-C to a node: the first asks it to leave in good order, the second ends the process at once.</summary>
public sealed class NodeSignals : IDisposable
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly Action<string> _say;
    private int _count;

    public NodeSignals(Action<string> say)
    {
        _say = say;
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
                PosixSignalRegistration.Create(signal, OnSignal)
            ),
        ];
    }

    /// <summary>Ends with the first signal.</summary>
    public Task Told => _told.Task;

    /// <summary>A node that has not joined yet need not leave.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
            Environment.Exit(ExitCodes.Interrupted);
        _say("Told to end: finishing what is under way. A second signal ends at once.");
        _told.TrySetResult();
        _source.Cancel();
    }
}
