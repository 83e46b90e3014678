namespace Actors.Hosting;

/// <summary>Decides which of the CUDA devices that a node was given one of its processes sees.</summary>
public static class VisibleDevices
{
    /// <summary>The environment variable by which the driver is told.</summary>
    public const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <summary>Numbers devices as the machine's slots do, and as nvidia-smi shows them; by default the fastest comes first.</summary>
    public const string OrderVariable = "CUDA_DEVICE_ORDER",
        Order = "PCI_BUS_ID";

    /// <summary>A list without a device: an empty one would be no list at all on some systems.</summary>
    private const string None = "-1";

    /// <param name="inherited">The node's own list, of numbers, UUIDs or names of MIG instances: its entries are taken as they are, by
    /// position. Null: all devices are its.</param>
    /// <param name="first">Position of the first device.</param>
    public static string Choose(string? inherited, int first, int count)
    {
        // The driver ends the list at the first device that is not there.
        if (inherited is null)
            return string.Join(',', Enumerable.Range(first, count));
        var own = inherited
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Skip(first)
            .Take(count)
            .ToArray();
        return own.Length == 0 ? None : string.Join(',', own);
    }
}
