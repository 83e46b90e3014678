using System.Runtime.Serialization;
using System.Text.Json;
using Actors.Persistence;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Actors.Search.State;

/// <summary>
/// Goes on from one event to the next. Events from before there were checksums can be others than were written, and then do not lead on:
/// whatever a fold of them throws is because of an event that should not be there.
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

    /// <param name="apply">Goes on to it.</param>
    /// <exception cref="DamagedJournalException">The event does not follow from those before it.</exception>
    internal static void Follow(long sequence, ISearchEvent @event, Action apply)
    {
        try
        {
            // Everybody who tells of an event says when it was.
            _ = DateTimeOffset.FromUnixTimeMilliseconds(@event.Time);
            if (SettingsOf(@event) is { } settings)
                _ = MethodSciences.Read(settings);
            apply();
        }
        catch (JsonException cause)
        {
            throw new DamagedJournalException(
                sequence - 1,
                $"Event {sequence} ({WireTypes.ManifestOf(@event)}) has no settings that this version can read: {cause.Message.TrimEnd('.')}."
            );
        }
        catch (Exception cause) when (cause is not (OutOfMemoryException or SerializationException or OutdatedSnapshotException))
        {
            throw new DamagedJournalException(
                sequence - 1,
                $"Event {sequence} ({WireTypes.ManifestOf(@event)}) does not follow from those before it: {cause.Message.TrimEnd('.')}."
            );
        }
    }

    private static string? SettingsOf(ISearchEvent @event) =>
        @event switch
        {
            SearchStarted started => started.Settings ?? "",
            SearchResumed resumed => resumed.Settings ?? "",
            _ => null,
        };
}
