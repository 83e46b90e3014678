using System.Runtime.Serialization;
using Actors.Search;
using Actors.Search.Events;
using Actors.Search.Snapshots;
using Actors.Serialization;

namespace Actors.Persistence;

/// <summary>
/// Goes on from one event to the next. Events from before there were checksums can be others than were written, and then do not lead on: whatever a fold of them throws
/// is because of an event that should not be there.
/// </summary>
public static class EventFold
{
    /// <exception cref="DamagedJournalException">The event does not follow from those before it.</exception>
    public static SearchState Next(SearchState state, long sequence, ISearchEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        var next = state;
        Follow(sequence, @event, () => next = state.Apply(@event));
        return next;
    }

    /// <param name="apply">Has no effect but that of the event.</param>
    /// <exception cref="DamagedJournalException">The event does not follow from those before it.</exception>
    internal static void Follow(long sequence, ISearchEvent @event, Action apply)
    {
        try
        {
            apply();
        }
        catch (Exception cause) when (cause is not (OutOfMemoryException or SerializationException or OutdatedSnapshotException))
        {
            throw new DamagedJournalException(sequence - 1, $"Event {sequence} ({WireTypes.ManifestOf(@event)}) does not follow from those before it: {cause.Message.TrimEnd('.')}.");
        }
    }
}
