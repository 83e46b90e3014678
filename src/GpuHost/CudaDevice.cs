using System.Runtime.InteropServices;

namespace GpuHost;

/// <summary>Shows libtorch one CUDA device only, as its default one.</summary>
internal static class CudaDevice
{
    /// <summary>Must come before libtorch is loaded. The runtime keeps its own copy of the environment, which native code does not see.</summary>
    public static void Choose(int index)
    {
        if (OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES", index.ToString());
        else _ = SetVariable("CUDA_VISIBLE_DEVICES", index.ToString(), 1);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
