using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Checkpoints;

// ---- Between the checkpoint actors of nodes that do not share a directory. The one that lacks a blob asks, and pulls part by part:
// it decides how much is under way, and from where it goes on when the other falls silent.

/// <summary>Asks whether the blob is here. Answered by <see cref="BlobIsHere"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("who-has-blob/1")]
public sealed record WhoHasBlob([property: ProtoMember(1), SearchName] string SearchId, [property: ProtoMember(2), BlobName] string Blob)
    : IWireMessage;

/// <param name="Length">Length in bytes; negative: it is not here.</param>
[ProtoContract(SkipConstructor = true), Manifest("blob-is-here/1")]
public sealed record BlobIsHere(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), BlobName] string Blob,
    [property: ProtoMember(3), Anything] long Length
) : IWireMessage;

/// <summary>Asks for a part of a blob. Answered by <see cref="BlobPart"/>, or not at all.</summary>
[ProtoContract(SkipConstructor = true), Manifest("read-blob/1")]
public sealed record ReadBlob(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), BlobName] string Blob,
    [property: ProtoMember(3), Count] long Offset
) : IWireMessage;

/// <param name="Bytes">The blob's bytes from the offset on: <see cref="Most"/> of them, or as many as there are up to its end.</param>
[ProtoContract(SkipConstructor = true), Manifest("blob-part/1")]
public sealed record BlobPart(
    [property: ProtoMember(1), BlobName] string Blob,
    [property: ProtoMember(2), Count] long Offset,
    [property: ProtoMember(3), MaxLength(BlobPart.Most)] byte[] Bytes
) : IWireMessage
{
    /// <summary>Small beside what remoting takes as one message.</summary>
    public const int Most = 64 << 10;
}

/// <summary>
/// Delete of this search what is not named: from the node where the search lives to all others that do not share its directory.
/// </summary>
[ProtoContract(SkipConstructor = true), Manifest("collect-blobs/1")]
public sealed record CollectBlobs(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), BlobName] ImmutableArray<string> Referenced
) : IWireMessage;
