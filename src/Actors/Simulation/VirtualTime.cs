namespace Actors.Simulation;

/// <summary>
/// Time that passes by doing what was planned: events in the order of their time, those of one time in the order of planning.
/// </summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (long At, long Order)> _planned = new();
    private long _order;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Number of events that lie ahead.</summary>
    public int Planned => _planned.Count;

    public void After(TimeSpan delay, Action action) => _planned.Enqueue(action, ((Now + delay).Ticks, ++_order));

    /// <summary>Does the next event; false: there is none.</summary>
    public bool Step()
    {
        if (!_planned.TryDequeue(out var action, out var place))
            return false;
        Now = TimeSpan.FromTicks(place.At);
        action();
        return true;
    }
}

/// <summary>The clock of a node: its wall clock may jump, its count of ticks may not.</summary>
internal sealed class NodeClock(VirtualTime time) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Lead of the wall clock over the virtual time.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Beginning + time.Now + Offset;

    public override long GetTimestamp() => time.Now.Ticks;
}
