using System.Collections.Immutable;
using Actors.Serialization;
using Actors.Strategies;
using ProtoBuf;

namespace Actors.Search.State.Snapshots;

/// <summary>
/// The state of a search after one of its events. Only ever a shorter way to what its events say: whoever cannot read it replays them all.
/// </summary>
/// <param name="Delivered">The remembered results, with the devices that delivered them.</param>
/// <param name="Strategies">
/// States of the strategies of the candidate phases at work. They may be ahead of <paramref name="State"/>, but not of the journal.
/// </param>
[ProtoContract(SkipConstructor = true), Manifest("search-snapshot/1")]
public sealed record SearchSnapshot(
    [property: ProtoMember(1)] SearchState State,
    [property: ProtoMember(2)] ImmutableArray<DeliveredResult> Delivered,
    [property: ProtoMember(3)] ImmutableArray<SavedStrategy> Strategies
) : IJournaled;

[ProtoContract(SkipConstructor = true)]
public sealed record DeliveredResult([property: ProtoMember(1)] string Task, [property: ProtoMember(2)] string Device);

[ProtoContract(SkipConstructor = true)]
public sealed record SavedStrategy([property: ProtoMember(1)] string Phase, [property: ProtoMember(2)] StrategyState State);
