using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Simulation.Checking;

namespace Actors.Simulation;

/// <summary>Why events were not written.</summary>
internal enum WriteFault
{
    None,

    /// <summary>Another writer has taken the number.</summary>
    Taken,

    /// <summary>The disk is full, or the database out of reach.</summary>
    Unavailable,
}

/// <summary>
/// The journal of one search, shared by all nodes: events are numbered without gaps, and a number is given once, as the primary key of the
/// SQL journal's table has it.
/// </summary>
internal sealed class SimulatedJournal(string search, Func<TimeSpan> now, Action<TraceEntry> trace)
{
    private readonly List<ISearchEvent> _events = [];

    public IReadOnlyList<ISearchEvent> Events => _events;

    /// <summary>The latest, as it is stored, and the number of events that it follows.</summary>
    public (byte[] Bytes, long Sequence)? Snapshot { get; private set; }

    public bool IsFull { get; set; }

    public void Save(SearchSnapshot snapshot, long sequence)
    {
        if (!IsFull && !(Snapshot?.Sequence >= sequence))
            Snapshot = (WireTypes.Write(snapshot), sequence);
    }

    public WriteFault Append(int writer, long first, IReadOnlyList<ISearchEvent> events)
    {
        if (IsFull)
            return WriteFault.Unavailable;
        if (first != _events.Count + 1)
        {
            trace(new AppendRefused(now(), search, writer, first));
            return WriteFault.Taken;
        }
        foreach (var @event in events)
        {
            _events.Add(@event);
            trace(new EventAppended(now(), search, writer, _events.Count, @event));
        }
        return WriteFault.None;
    }
}
