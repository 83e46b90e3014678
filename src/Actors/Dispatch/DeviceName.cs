using System.Security.Cryptography;

namespace Actors.Dispatch;

/// <summary>
/// Names of processes (<c>host:pid-life</c>) and of devices (<c>host:pid-life:index</c>). A process that watches another finds the other's
/// devices and its cluster member by them. A container that starts again has the same host and the same process ids: no two lives have one
/// name, or the new would be taken for the dead.
/// </summary>
public static class DeviceName
{
    /// <summary>Tells a process which life of its number it is, where another process wants to know it by that.</summary>
    public const string LifeVariable = "LANGEVIN_PROCESS_LIFE";

    public static string ThisProcess { get; } =
        OfProcess(Environment.ProcessId, Environment.GetEnvironmentVariable(LifeVariable) ?? NewLife());

    public static string NewLife() => RandomNumberGenerator.GetHexString(6, lowercase: true);

    public static string OfProcess(int processId, string life) => $"{Environment.MachineName}:{processId}-{life}";

    /// <summary>Name of a device of this process.</summary>
    public static string Of(int index) => $"{ThisProcess}:{index}";

    public static string ProcessOf(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.LastIndexOf(':') is >= 0 and var end ? device[..end] : device;
    }
}
