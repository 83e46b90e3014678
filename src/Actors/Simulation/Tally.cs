namespace Actors.Simulation;

/// <summary>The counts and times of a simulation while it runs.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly List<(TimeSpan From, TimeSpan To)> _work = [];

    public IReadOnlyDictionary<string, int> Faults => _faults;

    /// <summary>Time that devices spent on work.</summary>
    public TimeSpan Busy { get; private set; }

    /// <summary>Time that devices spent on work of which nothing came.</summary>
    public TimeSpan Lost { get; private set; }

    public int Retried { get; set; }

    public int Failovers { get; set; }

    public int RefusedWrites { get; set; }

    /// <summary>Tasks of which failures were taken back.</summary>
    public int Forgiven { get; set; }

    /// <summary>Results that came when they were no longer waited for.</summary>
    public int Late { get; set; }

    public void Fault(string kind) => _faults[kind] = _faults.GetValueOrDefault(kind) + 1;

    public void Worked(TimeSpan from, TimeSpan to, TimeSpan lost)
    {
        _work.Add((from, to));
        Busy += to - from;
        Lost += lost;
    }

    /// <summary>Time that devices spent on work between two moments.</summary>
    public TimeSpan BusyBetween(TimeSpan from, TimeSpan to) =>
        TimeSpan.FromTicks(
            _work.Sum(work => Math.Max(0, (work.To < to ? work.To : to).Ticks - (work.From > from ? work.From : from).Ticks))
        );
}
