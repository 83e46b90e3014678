using Actors.Serialization;
using ProtoBuf;

namespace Actors.Clusters;

/// <summary>May the side of the partition that the asked node is on go on without the other? Answered by <see cref="GoOn"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("may-we-go-on/1")]
public sealed record MayWeGoOn : IWireMessage;

/// <param name="Unknown">The database does not answer; the side is not known to have been given up by another.</param>
[ProtoContract(SkipConstructor = true), Manifest("go-on/1")]
public sealed record GoOn([property: ProtoMember(1)] bool Yes, [property: ProtoMember(2)] bool Unknown = false) : IWireMessage;
