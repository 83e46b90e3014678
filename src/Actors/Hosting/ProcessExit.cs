using Actors.Dispatch;

namespace Actors.Hosting;

/// <summary>The end of a process, and its reason.</summary>
/// <param name="Failure">The failure of the task that ran in it.</param>
/// <param name="FromOutside">Someone ended it, on purpose: no fault of its own.</param>
public sealed record ProcessExit(TaskFailure Failure, string Reason, bool FromOutside)
{
    private const int Signal = 128;
    private const int Kill = Signal + 9;
    private const int Interrupt = Signal + 2;
    private const int Terminate = Signal + 15;

    /// <summary>Reads an exit status; a process ended by a signal has 128 and the signal's number.</summary>
    /// <param name="outOfMemoryKills">Processes that the kernel's out-of-memory killer ended anywhere on the machine meanwhile.</param>
    public static ProcessExit Of(int status, long outOfMemoryKills) =>
        status switch
        {
            Signal + 4 => Crash("illegal instruction"),
            Signal + 6 => Crash("aborted"),
            Signal + 7 => Crash("bus error"),
            Signal + 8 => Crash("arithmetic error"),
            Signal + 11 => Crash("segmentation fault"),
            Kill when outOfMemoryKills > 0 => new(TaskFailure.OutOfMemory, "killed by the system for want of memory", FromOutside: false),
            Kill => new(TaskFailure.DeviceKilled, "killed", FromOutside: true),
            Interrupt or Terminate => new(TaskFailure.DeviceLost, "told to end", FromOutside: true),
            // Native libraries end their process like that when they can go on no longer: libgomp without memory or threads.
            > 0 and < Signal => Crash($"ended with exit status {status}"),
            _ => new(TaskFailure.DeviceLost, $"ended with exit status {status}", FromOutside: false),
        };

    private static ProcessExit Crash(string what) => new(TaskFailure.NativeCrash, what, FromOutside: false);
}
