namespace Actors.Dispatch;

/// <summary>
/// Names of processes (<c>host:pid</c>) and of devices (<c>host:pid:index</c>). A process that watches another over its shoulder finds the
/// other's devices and its cluster member by them.
/// </summary>
public static class DeviceName
{
    public static string OfProcess(int processId) => $"{Environment.MachineName}:{processId}";

    public static string Of(int processId, int index) => $"{OfProcess(processId)}:{index}";

    public static string ProcessOf(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device[..device.LastIndexOf(':')];
    }
}
