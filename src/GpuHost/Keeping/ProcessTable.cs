using System.Globalization;
using System.Text;

namespace GpuHost.Keeping;

/// <summary>The processes of this machine, as /proc has them.</summary>
internal static class ProcessTable
{
    /// <summary>Names the keeper in the environment of a command and of all that it starts.</summary>
    public const string Marker = "LANGEVIN_KEEPER";

    private static readonly byte[] Start = Encoding.UTF8.GetBytes(Marker + "=");

    /// <summary>Name of this process, and of no other, even when its number is used again.</summary>
    public static string Mark { get; } = $"{Namespace}/{Environment.ProcessId}/{Began(Environment.ProcessId)}";

    private static string Namespace => new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";

    /// <summary>All that descends from a process.</summary>
    public static IReadOnlyList<int> Below(int ancestor)
    {
        var children = All().Select(process => (Process: process, Parent: Parent(process))).ToLookup(one => one.Parent, one => one.Process);
        var found = new List<int>(children[ancestor]);
        for (var next = 0; next < found.Count; next++)
            found.AddRange(children[found[next]]);
        return found;
    }

    /// <summary>
    /// Processes that were marked by a keeper which has ended. Those marked in another process namespace are left out: its numbers mean
    /// nothing here.
    /// </summary>
    public static IReadOnlyList<int> Leftovers()
    {
        var inherited = Environment.GetEnvironmentVariable(Marker);
        return
        [
            .. All()
                .Where(process =>
                    process != Environment.ProcessId
                    && MarkOf(process) is { } mark
                    && mark != inherited
                    && mark.Split('/') is [var space, var keeper, var began]
                    && space == Namespace
                    && int.TryParse(keeper, CultureInfo.InvariantCulture, out var number)
                    && Began(number) != began
                ),
        ];
    }

    private static IEnumerable<int> All() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var process) ? process : 0)
            .Where(process => process > 0);

    private static string? MarkOf(int process)
    {
        var environment = Read(process, "environ");
        for (var at = 0; at < environment.Length; )
        {
            var entry = environment.AsSpan(at);
            var end = entry.IndexOf((byte)0) is var zero and >= 0 ? zero : entry.Length;
            if (entry.StartsWith(Start))
                return Encoding.UTF8.GetString(entry[Start.Length..end]);
            at += end + 1;
        }
        return null;
    }

    private static int Parent(int process) =>
        Fields(process) is { Length: > 1 } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    /// <summary>Start of a process, in the system's count; empty: there is no such process.</summary>
    private static string Began(int process) => Fields(process) is { Length: > 19 } fields && fields[0] != "Z" ? fields[19] : "";

    /// <summary>Fields of /proc/N/stat after the name, which may hold any characters.</summary>
    private static string[] Fields(int process)
    {
        var text = Encoding.UTF8.GetString(Read(process, "stat"));
        return text.LastIndexOf(')') is var end and >= 0 ? text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>Content of a process's file; empty where the process has ended, or is another user's.</summary>
    private static byte[] Read(int process, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{process}/{file}");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
