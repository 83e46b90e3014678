using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace GpuHost.Keeping;

/// <summary>Calls of the system that a keeper needs and .NET lacks; Linux only, with its numbers.</summary>
internal static class Posix
{
    private const int KillSignal = 9,
        ChildSignal = 17,
        Interrupted = 4,
        NoHang = 1,
        SetChildSubreaper = 36;
    private const short ResetSignals = 0x04,
        ResetMask = 0x08,
        OwnSession = 0x80;

    /// <summary>More than any C library's own structures take.</summary>
    private const int Roomy = 1024;

    /// <summary>
    /// Makes orphans below this process its children, whatever they did to get away, and makes the system report how a child ended, even
    /// where whoever started this process had turned that off.
    /// </summary>
    public static void AdoptOrphans()
    {
        _ = prctl(SetChildSubreaper, 1, 0, 0, 0);
        _ = signal(ChildSignal, 0);
    }

    /// <summary>The terminal's signals are for others.</summary>
    public static void LeaveTerminal() => _ = setsid();

    public static void Kill(int process) => _ = kill(process, KillSignal);

    /// <summary>Starts a program in a session of its own, with this process's three streams and without its ways with signals.</summary>
    /// <returns>0, or the error.</returns>
    public static int Spawn(string path, IEnumerable<string> arguments, IEnumerable<string> environment, out int process)
    {
        var (attributes, signals) = (Marshal.AllocHGlobal(Roomy), Marshal.AllocHGlobal(Roomy));
        try
        {
            _ = posix_spawnattr_init(attributes);
            _ = posix_spawnattr_setflags(attributes, ResetSignals | ResetMask | OwnSession);
            _ = sigfillset(signals);
            _ = posix_spawnattr_setsigdefault(attributes, signals);
            _ = sigemptyset(signals);
            _ = posix_spawnattr_setsigmask(attributes, signals);
            return posix_spawn(out process, path, 0, attributes, [.. arguments, null], [.. environment, null]);
        }
        finally
        {
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(signals);
        }
    }

    /// <summary>Waits for the end of any child.</summary>
    /// <returns>Null: there is no child.</returns>
    public static (int Process, int Status)? AwaitChild() => Wait(0);

    /// <returns>Null: there is no child; process 0: none has ended.</returns>
    public static (int Process, int Status)? ReapChild() => Wait(NoHang);

    /// <summary>Reads a status: the exit code, or the signal that ended the process.</summary>
    public static (int? Code, int Signal) Read(int status) => (status & 0x7f) == 0 ? ((status >> 8) & 0xff, 0) : (null, status & 0x7f);

    /// <summary>Waits until nobody holds the other end of a pipe, and reads nothing from it.</summary>
    public static void AwaitHangUp(int descriptor)
    {
        var poll = new PollDescriptor { Descriptor = descriptor };
        while (Posix.poll(ref poll, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            // Again.
        }
    }

    private static (int Process, int Status)? Wait(int options)
    {
        while (true)
        {
            var process = waitpid(-1, out var status, options);
            if (process >= 0)
                return (process, status);
            if (Marshal.GetLastPInvokeError() != Interrupted)
                return null;
        }
    }

    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events,
            Found;
    }

#pragma warning disable IDE1006 // The system's names.
    [DllImport("libc")]
    private static extern int prctl(int option, nuint one, nuint two, nuint three, nuint four);

    [DllImport("libc")]
    private static extern nint signal(int number, nint handler);

    [DllImport("libc")]
    private static extern int setsid();

    [DllImport("libc")]
    private static extern int kill(int process, int signal);

    [DllImport("libc", SetLastError = true)]
    private static extern int waitpid(int process, out int status, int options);

    [DllImport("libc", SetLastError = true)]
    private static extern int poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [DllImport("libc")]
    private static extern int posix_spawn(
        out int process,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        nint files,
        nint attributes,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment
    );

    [DllImport("libc")]
    private static extern int posix_spawnattr_init(nint attributes);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setflags(nint attributes, short flags);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setsigdefault(nint attributes, nint signals);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setsigmask(nint attributes, nint signals);

    [DllImport("libc")]
    private static extern int sigfillset(nint signals);

    [DllImport("libc")]
    private static extern int sigemptyset(nint signals);
#pragma warning restore IDE1006
}
