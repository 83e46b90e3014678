using System.Runtime.Serialization;
using Actors.Serialization;

namespace Actors.Persistence;

/// <summary>An event or a snapshot as a journal holds it.</summary>
/// <param name="Sequence">Number of the event in its search, from 1; for a snapshot, of the event that it follows.</param>
/// <param name="Serializer">Id of the serializer that wrote the bytes: <see cref="WireSerializer.Id"/>.</param>
public sealed record JournalRow(long Sequence, string Manifest, int Serializer, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether it has a checksum.</summary>
    public bool IsSealed => WireTypes.All.TryGetValue(Manifest, out var type) && type == typeof(Sealed);

    /// <summary>
    /// The content that <see cref="EventChain"/> checks: <see cref="Sealed"/>, or an event or a snapshot from before there were checksums.
    /// </summary>
    /// <exception cref="SerializationException">The bytes are nothing that this version knows.</exception>
    public object Stored() =>
        Serializer == WireSerializer.Id
            ? WireTypes.Read(Manifest, Bytes)
            : throw new SerializationException($"Serializer {Serializer} is not one of ours.");
}
