namespace Actors.Dispatch;

/// <summary>A native library ended the process that it was loaded in.</summary>
public static class NativeCrash
{
    /// <summary>Advice for people, in a sentence.</summary>
    public const string Advice =
        "A native library ended the device process: try another batch, width or image size, or ONEDNN_MAX_CPU_ISA=AVX2 (or SSE41) in the environment, which has libtorch compute in another way; "
        + "`langevin doctor --layers` tells whether it computes right on this machine. Please report it with this reason";
}
