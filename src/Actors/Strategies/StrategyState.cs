using System.Collections.Immutable;
using Nas.Model.Spaces;
using ProtoBuf;

namespace Actors.Strategies;

/// <summary>The state of a strategy between two proposals.</summary>
/// <param name="Proposals">Number of proposals that it has made.</param>
/// <param name="Known">Architectures that it has proposed: <see cref="KnownArchitectures.ToBytes"/>.</param>
/// <param name="Observed">Number of results that it has observed.</param>
/// <param name="Remembered">The results by which a new instance can go on as this one.</param>
/// <param name="Kept">Its knowledge of the others, in its own words; null: none.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record StrategyState(
    [property: ProtoMember(1)] int Proposals,
    [property: ProtoMember(2)] byte[] Known,
    [property: ProtoMember(3)] int Observed,
    [property: ProtoMember(4)] ImmutableArray<RememberedResult> Remembered,
    [property: ProtoMember(5)] byte[]? Kept = null
);

/// <summary>A result that a strategy has observed: see <see cref="Observation"/>.</summary>
/// <param name="Scores">Scores by sample; older snapshots have none.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record RememberedResult(
    [property: ProtoMember(1)] int Index,
    [property: ProtoMember(2)] string Architecture,
    [property: ProtoMember(3)] long Madds,
    [property: ProtoMember(4)] double? Score,
    [property: ProtoMember(5)] ImmutableArray<double> Scores = default
);
