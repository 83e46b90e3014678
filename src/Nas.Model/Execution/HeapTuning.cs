using System.Runtime.InteropServices;

namespace Nas.Model.Execution;

/// <summary>
/// Settings of the C heap. By default glibc gives every large block back to the system when it is freed, and takes fresh, zeroed pages
/// for the next: for activations of a few megabytes that costs more than the arithmetic (measured: a forward pass of 250 images takes two
/// to four times as long).
/// </summary>
internal static class HeapTuning
{
    private const int TrimThreshold = -1,
        TopPad = -2,
        MmapMax = -4;

    /// <summary>Lets the process keep freed memory. Does nothing where the C library is not glibc.</summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Mallopt(MmapMax, 0);
            _ = Mallopt(TrimThreshold, int.MaxValue);
            _ = Mallopt(TopPad, 64 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library (musl): its heap has no such settings.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Mallopt(int parameter, int value);
}
