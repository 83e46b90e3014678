using System.Runtime.InteropServices;

namespace GpuHost;

/// <summary>Shows libtorch some CUDA devices only, the first one as its default.</summary>
internal static class CudaDevice
{
    /// <summary>Must come before libtorch is loaded. The runtime keeps its own copy of the environment, which native code does not see.</summary>
    public static void Choose(int first, int count)
    {
        // The driver ends the list at the first device that is not there.
        var indices = string.Join(',', Enumerable.Range(first, count));
        if (OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES", indices);
        else _ = SetVariable("CUDA_VISIBLE_DEVICES", indices, 1);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
