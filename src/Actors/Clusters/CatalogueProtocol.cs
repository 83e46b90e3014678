using Actors.Checkpoints;
using Actors.Search.State;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Clusters;

// ---- Gate -> catalogue. Answered, when durable, by CatalogueKnows; repeated by the client's repetition of its command.

/// <summary>The search runs: see to it that it goes on.</summary>
[ProtoContract(SkipConstructor = true), Manifest("enter-search/1")]
public sealed record EnterSearch([property: ProtoMember(1), SearchName] string SearchId) : IWireMessage;

/// <summary>The search has come to rest.</summary>
[ProtoContract(SkipConstructor = true), Manifest("note-search/1")]
public sealed record NoteSearch(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), Known] SearchStatus Status
) : IWireMessage;

[ProtoContract(SkipConstructor = true), Manifest("catalogue-knows/1")]
public sealed record CatalogueKnows([property: ProtoMember(1), SearchName] string SearchId) : IWireMessage;

/// <summary>An event in the catalogue's journal.</summary>
public interface ICatalogueEvent : IJournaled;

/// <param name="Time">Unix time in milliseconds.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-entered/1")]
public sealed record SearchEntered([property: ProtoMember(1)] long Time, [property: ProtoMember(2)] string SearchId) : ICatalogueEvent;

/// <param name="Time">Unix time in milliseconds.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-noted/1")]
public sealed record SearchNoted(
    [property: ProtoMember(1)] long Time,
    [property: ProtoMember(2)] string SearchId,
    [property: ProtoMember(3)] SearchStatus Status
) : ICatalogueEvent;
