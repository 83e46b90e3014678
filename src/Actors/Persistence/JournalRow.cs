using System.Runtime.Serialization;
using Actors.Search.Events;
using Actors.Serialization;

namespace Actors.Persistence;

/// <summary>An event as a journal holds it.</summary>
/// <param name="Sequence">Of its search, from 1.</param>
/// <param name="Serializer">Who wrote the bytes: <see cref="WireSerializer.Id"/>.</param>
public sealed record JournalRow(long Sequence, string Manifest, int Serializer, ReadOnlyMemory<byte> Bytes)
{
    /// <exception cref="SerializationException">The bytes are no event that this version knows.</exception>
    public ISearchEvent Read() => Serializer != WireSerializer.Id ? throw new SerializationException($"Serializer {Serializer} is not one of ours.")
        : WireTypes.Read(Manifest, Bytes) as ISearchEvent ?? throw new SerializationException($"'{Manifest}' is no event of a search.");
}
