using System.Runtime.Serialization;
using Actors.Archive;
using Actors.Serialization;
using Akka.Actor;

namespace Actors.Persistence;

/// <summary>A persistent actor's events on their way to the journal, where they are sealed, and back, where they are checked.</summary>
public sealed class SealedEvents : IDisposable
{
    private readonly EventChain _chain;
    private readonly JournalEnds.Note _end;

    /// <param name="id">Persistence id.</param>
    public SealedEvents(string id, ActorSystem system)
    {
        var ends = JournalEnds.Of(system);
        // Before the journal is read: what another incarnation writes meanwhile is then no loss.
        (_chain, _end) = (new EventChain(id, ends.Find(id)), ends.NoteOf(id));
    }

    /// <summary>The last event that is durable.</summary>
    public JournalPoint Durable { get; private set; } = new(0, []);

    /// <summary>Reading begins with a snapshot.</summary>
    /// <returns>The event; null: it is not as it was written, or has no checksum.</returns>
    public T? Restore<T>(long sequence, object snapshot)
        where T : class
    {
        if (_chain.Followed(sequence, snapshot) is not { } followed)
            return null;
        _chain.Restore(Durable = followed);
        return EventChain.Content(snapshot) as T;
    }

    /// <exception cref="SerializationException">It is not what was written there, or nothing that this version knows.</exception>
    public T Read<T>(long sequence, object stored)
    {
        var @event = _chain.Read(sequence, stored) is T read
            ? read
            : throw new SerializationException($"Event {sequence} is none that is expected there.");
        Durable = new JournalPoint(_chain.Last, _chain.Seal);
        return @event;
    }

    /// <summary>All events have been read.</summary>
    /// <param name="highest">Number of the last that there was ever one of, as the journal says.</param>
    /// <exception cref="DamagedJournalException">Events are missing.</exception>
    public void RequireEnd(long highest) => _chain.RequireEnd(highest);

    /// <summary>The next event, as it is to be written.</summary>
    public Sealed Add(IWireMessage @event) => _chain.Add(@event);

    /// <summary>The next of the events that were to be written is durable.</summary>
    public void Written(Sealed @event)
    {
        Durable = new JournalPoint(Durable.Sequence + 1, @event.Seal);
        _end.Write(Durable);
    }

    public Sealed AddSnapshot(IWireMessage snapshot, JournalPoint follows) => _chain.AddSnapshot(snapshot, follows);

    public void Dispose() => _end.Dispose();
}
