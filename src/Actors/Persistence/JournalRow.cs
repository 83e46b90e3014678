using System.Runtime.Serialization;
using Actors.Search.Events;
using Actors.Search.Snapshots;
using Actors.Serialization;

namespace Actors.Persistence;

/// <summary>An event or a snapshot as a journal holds it.</summary>
/// <param name="Sequence">Of the event in its search, from 1; of the event that a snapshot follows.</param>
/// <param name="Serializer">Who wrote the bytes: <see cref="WireSerializer.Id"/>.</param>
public sealed record JournalRow(long Sequence, string Manifest, int Serializer, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>It has a checksum.</summary>
    public bool IsSealed => WireTypes.All.TryGetValue(Manifest, out var type) && type == typeof(Sealed);

    /// <summary>What <see cref="EventChain"/> checks: <see cref="Sealed"/>, or an event or a snapshot from before there were checksums.</summary>
    /// <exception cref="SerializationException">The bytes are nothing that this version knows.</exception>
    public object Stored() =>
        Serializer == WireSerializer.Id ? WireTypes.Read(Manifest, Bytes) : throw new SerializationException($"Serializer {Serializer} is not one of ours.");

    /// <summary>Unchecked.</summary>
    /// <exception cref="SerializationException">The bytes are no event that this version knows.</exception>
    public ISearchEvent Read() => AsEvent(EventChain.Content(Stored()));

    /// <summary>Unchecked.</summary>
    /// <exception cref="SerializationException">The bytes are no snapshot that this version knows.</exception>
    public SearchSnapshot ReadSnapshot() => EventChain.Content(Stored()) as SearchSnapshot ?? throw new SerializationException($"'{Manifest}' is no snapshot of a search.");

    /// <exception cref="SerializationException">It is none of a search.</exception>
    public static ISearchEvent AsEvent(object content) => content as ISearchEvent ?? throw new SerializationException($"'{WireTypes.ManifestOf(content)}' is no event of a search.");
}
