using System.Runtime.InteropServices;
using Actors.Hosting;

namespace GpuHost;

/// <summary>Shows libtorch, and the commands that this process starts, some CUDA devices only, the first one as its default.</summary>
internal static class CudaDevice
{
    /// <summary>Must come before libtorch is loaded.</summary>
    public static void Choose(int first, int count)
    {
        var inherited = Environment.GetEnvironmentVariable(VisibleDevices.Variable);
        if (inherited is null && Environment.GetEnvironmentVariable(VisibleDevices.OrderVariable) is null)
            Set(VisibleDevices.OrderVariable, VisibleDevices.Order);
        Set(VisibleDevices.Variable, VisibleDevices.Choose(inherited, first, count));
    }

    /// <summary>
    /// Sets a variable for the processes that this one starts, and for native code, which does not see the runtime's own copy of the
    /// environment.
    /// </summary>
    private static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
            _ = SetVariable(name, value, 1);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite
    );
}
