using System.Diagnostics;

namespace Actors.Checkpoints;

/// <summary>Names for unfinished files. The name tells whose it is, so that another process knows when nobody will finish it.</summary>
internal sealed class TempFiles(string directory, TimeProvider time)
{
    private const string Suffix = ".tmp";

    /// <summary>
    /// Time after which a file counts as abandoned: no write takes so long, and other machines cannot be asked about their files.
    /// </summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Process ids come again, with another time of start.</summary>
    private static readonly string Born = Process.GetCurrentProcess().StartTime.Ticks.ToString();

    private static int _last;

    public string Next()
    {
        var number = Interlocked.Increment(ref _last);
        return Path.Combine(directory, $"{Environment.MachineName}+{Environment.ProcessId}+{Born}+{number}{Suffix}");
    }

    /// <summary>Deletes what dead processes left. Call once, before this process writes any of its own.</summary>
    public void DeleteStale()
    {
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*" + Suffix))
        {
            if (IsStale(file))
                file.Delete();
        }
    }

    private bool IsStale(FileInfo file)
    {
        var owner = file.Name.Split('+');
        if (owner.Length != 4)
            return true;
        if (owner[0] != Environment.MachineName || !int.TryParse(owner[1], out var process))
        {
            return time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > Abandoned;
        }
        return process == Environment.ProcessId ? owner[2] != Born : !IsAlive(process);
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
