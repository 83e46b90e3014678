using System.Diagnostics;

namespace Cluster.Tests.Processes;

/// <summary>A tmpfs that is soon full. Needs root.</summary>
internal static class SmallDisk
{
    public static Task<bool> MountAsync(string path) => RunAsync("mount", "-t", "tmpfs", "-o", "size=300M", "tmpfs", path);

    /// <summary>Writes until there is no space left.</summary>
    public static void Fill(string path)
    {
        var block = new byte[1 << 16];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full, which was the aim.
        }
    }

    public static Task<bool> UnmountAsync(string path) => RunAsync("umount", "-l", path);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
