using System.Collections.Immutable;

namespace Nas.Model.Spaces;

/// <summary>A cost that is a constant plus one term for each decision: exact integers.</summary>
/// <param name="Base">Cost that every architecture of the space has (stem, entry blocks, head).</param>
/// <param name="PerOption">Cost that each option of each decision adds.</param>
public sealed record AdditiveCost(long Base, ImmutableArray<ImmutableArray<long>> PerOption) : ICost
{
    public long Of(Architecture architecture)
    {
        var total = Base;
        for (var i = 0; i < PerOption.Length; i++)
            total += PerOption[i][architecture.Choices[i]];
        return total;
    }

    public long Min => Base + PerOption.Sum(options => options.Min());

    public long Max => Base + PerOption.Sum(options => options.Max());
}
