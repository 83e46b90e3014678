namespace Actors.Search;

/// <summary>
/// How long a phase will still take, from how fast it went over the last while. A pure function of what it was shown; times come from the
/// caller.
/// </summary>
public sealed class ProgressEstimator
{
    /// <summary>Long enough to smooth checkpoints and uneven candidates, short enough to notice that devices came or went.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, Queue<(TimeSpan At, long Done)>> _seen = [];

    /// <param name="at">Since any fixed moment; never falls.</param>
    /// <returns>Time left for the phase; null where too little was seen.</returns>
    public TimeSpan? Observe(PhaseView phase, TimeSpan at)
    {
        if (phase.Status != PhaseStatus.Running)
        {
            _seen.Remove(phase.Name);
            return phase.Status == PhaseStatus.Completed ? TimeSpan.Zero : null;
        }
        if (!_seen.TryGetValue(phase.Name, out var seen)) _seen[phase.Name] = seen = new Queue<(TimeSpan, long)>();
        // Work that was lost with a device is done again: what was seen before says nothing any more.
        if (seen.Count > 0 && seen.Last().Done > phase.Done) seen.Clear();
        if (seen.Count == 0 || seen.Last().Done != phase.Done) seen.Enqueue((at, phase.Done));
        while (seen.Count > 2 && at - seen.Peek().At > s_window) seen.Dequeue();
        var (since, before) = seen.Peek();
        var (elapsed, done) = (at - since, phase.Done - before);
        if (elapsed < s_least || done <= 0) return null;
        return elapsed * ((double)(phase.Total - phase.Done) / done);
    }
}
