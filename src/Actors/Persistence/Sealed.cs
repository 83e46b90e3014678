using Actors.Serialization;
using ProtoBuf;

namespace Actors.Persistence;

/// <summary>
/// An event or a snapshot as journals hold it: with a checksum over it and over all that was before it. See <see cref="EventChain"/>.
/// </summary>
/// <param name="Manifest">Manifest of the event or snapshot.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="After">For a snapshot, the checksum of the event that it follows. Null: it is an event.</param>
[ProtoContract(SkipConstructor = true), Manifest("sealed/1")]
public sealed record Sealed(
    [property: ProtoMember(1)] string Manifest,
    [property: ProtoMember(2)] byte[] Content,
    [property: ProtoMember(3)] byte[] Seal,
    [property: ProtoMember(4)] byte[]? After = null
) : IJournaled;
