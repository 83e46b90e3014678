using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Spaces;

namespace Seed.Output;

public sealed record CostEnds(long Min, long Max)
{
    public static CostEnds Of(ICost cost) => new(cost.Min, cost.Max);
}
