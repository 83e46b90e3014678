using System.Collections.Immutable;
using Actors.Serialization;
using Actors.Strategies;
using ProtoBuf;

namespace Actors.Search.State.Snapshots;

/// <summary>
/// Where a search stands after one of its events. Only ever a shorter way to what its events say: whoever cannot read it replays them all.
/// </summary>
/// <param name="Delivered">What is remembered of who brought which result.</param>
/// <param name="Strategies">Of the candidate phases at work. They may be ahead of <paramref name="State"/>, but not of the journal.</param>
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
