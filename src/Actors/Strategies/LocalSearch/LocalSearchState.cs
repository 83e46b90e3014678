using Actors.Serialization;
using ProtoBuf;

namespace Actors.Strategies.LocalSearch;

/// <summary>The part that a local search keeps for its snapshots beside the few results that it goes by, and says what these are.</summary>
/// <param name="Observed">Architectures of all results followed: <see cref="KnownArchitectures.ToBytes"/>.</param>
/// <param name="Centre">Number of the candidate at the centre.</param>
/// <param name="Best">Number of the best candidate.</param>
/// <param name="Spare">Number of the spare candidate.</param>
[ProtoContract(SkipConstructor = true), Manifest(Name)]
internal sealed record LocalSearchState(
    [property: ProtoMember(1)] byte[] Observed,
    [property: ProtoMember(2)] int? Centre,
    [property: ProtoMember(3)] int? Best,
    [property: ProtoMember(4)] int? Spare
)
{
    public const string Name = "local-search/1";
}
