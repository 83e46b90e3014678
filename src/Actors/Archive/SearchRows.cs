using System.Runtime.Serialization;
using Actors.Persistence;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;
using Actors.Serialization;

namespace Actors.Archive;

/// <summary>The rows that the journal of a search holds, unchecked.</summary>
public static class SearchRows
{
    /// <exception cref="SerializationException">The bytes are no event that this version knows.</exception>
    public static ISearchEvent Read(this JournalRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return AsEvent(EventChain.Content(row.Stored()));
    }

    /// <exception cref="SerializationException">The bytes are no snapshot that this version knows.</exception>
    public static SearchSnapshot ReadSnapshot(this JournalRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return EventChain.Content(row.Stored()) as SearchSnapshot
            ?? throw new SerializationException($"'{row.Manifest}' is no snapshot of a search.");
    }

    /// <exception cref="SerializationException">It is none of a search.</exception>
    public static ISearchEvent AsEvent(object content) =>
        content as ISearchEvent ?? throw new SerializationException($"'{WireTypes.ManifestOf(content)}' is no event of a search.");
}
