using System.Diagnostics;

namespace Cluster.Tests.Processes;

/// <summary>A tmpfs that is soon full. Needs root.</summary>
internal static class SmallDisk
{
    public static Task<bool> MountAsync(string path) => RunAsync("mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", path);

    public static Task<bool> GrowAsync(string path) => RunAsync("mount", "-o", "remount,size=500M", path);

    public static Task<bool> UnmountAsync(string path) => RunAsync("umount", "-l", path);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
