using Actors.Serialization;
using ProtoBuf;

namespace Actors.Strategies.LocalSearch;

/// <summary>What a local search keeps for its snapshots beside the few results that it goes by, of which this says what they are.</summary>
/// <param name="Observed">Architectures of all results followed: <see cref="KnownArchitectures.ToBytes"/>.</param>
/// <param name="Centre">Number of the candidate.</param>
/// <param name="Best">As above.</param>
/// <param name="Spare">As above.</param>
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
