using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GpuHost;

/// <summary>
/// Ties this process to the one that started it: standard input is a pipe that the parent holds open and never writes to, so it ends when
/// the parent does, even by SIGKILL. Then this process ends at once, which is what every part of the system expects it to do anyway.
/// </summary>
internal static class ParentPipe
{
    /// <returns>Keeps Ctrl-C away: the terminal sends it to parent and child alike, and the parent decides what it means.</returns>
    public static IDisposable Watch()
    {
        new Thread(WaitForEnd) { IsBackground = true, Name = "parent-pipe" }.Start();
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
    }

    private static void WaitForEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> nothing = stackalloc byte[16];
        while (input.Read(nothing) > 0)
        {
            // Whatever was written means nothing.
        }
        Process.GetCurrentProcess().Kill();
    }
}
