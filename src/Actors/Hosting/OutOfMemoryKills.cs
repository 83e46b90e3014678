namespace Actors.Hosting;

/// <summary>The kernel's count of processes that its out-of-memory killer ended since the machine started.</summary>
internal static class OutOfMemoryKills
{
    private const string Statistics = "/proc/vmstat";
    private const string Name = "oom_kill ";

    /// <summary>0 where the kernel does not tell.</summary>
    public static long Count() => File.Exists(Statistics) ? Parse(File.ReadLines(Statistics)) : 0;

    internal static long Parse(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line ? long.Parse(line[Name.Length..]) : 0;
}
