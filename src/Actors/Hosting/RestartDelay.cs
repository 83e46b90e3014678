namespace Actors.Hosting;

/// <summary>The time to wait before a process that ended is started again: longer each time it ends by its own fault.</summary>
/// <param name="Failures">Number of failures in a row.</param>
public sealed record RestartDelay(int Failures)
{
    public static readonly RestartDelay None = new(0);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    public TimeSpan Wait =>
        Failures == 0
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(Math.Min(First.TotalSeconds * Math.Pow(2, Failures - 1), Longest.TotalSeconds));

    /// <summary>A process that was killed from outside starts again at once; one that ran well for a while has its past forgiven.</summary>
    public RestartDelay After(ProcessExit exit, TimeSpan ran)
    {
        ArgumentNullException.ThrowIfNull(exit);
        if (exit.FromOutside)
            return None;
        return new(ran >= Healthy ? 1 : Failures + 1);
    }
}
