using System.Collections.Immutable;
using System.Numerics;

namespace Nas.Model.Spaces.Topology;

/// <summary>What architectures that are drawn from a topology space look like.</summary>
/// <param name="Edges">Mean number of present augmented edges.</param>
/// <param name="Chain">Probability that none is present.</param>
public sealed record TopologyDraws(double Edges, double Chain)
{
    /// <summary>Greatest number of different sums, which are added up in a second or so.</summary>
    private const long MostSums = 1L << 20;

    /// <summary>
    /// Both are exact but for rounding: the sums over all architectures inside the range, by dynamic programming over prefix sums of costs.
    /// Null where there is no architecture, or its costs are too irregular.
    /// </summary>
    public static TopologyDraws? Of(ConstrainedSpace inside)
    {
        if (inside is not { Space: TopologySpace space, Measure.Cost: AdditiveCost cost })
            return null;
        var options = inside.Mask.Options;
        var costs = options.Select((allowed, i) => allowed.Select(option => cost.PerOption[i][option]).ToImmutableArray());
        var scale = new SumScale([.. costs]);
        var (low, high) = scale.Window((BigInteger)inside.Range.Min - cost.Base, (BigInteger)inside.Range.Max - cost.Base);
        var weights = SummedSet.WeightsOf(space, inside.Mask);
        Choice[][] choices =
        [
            .. options.Select(
                (allowed, i) =>
                    allowed
                        .Select(
                            (option, at) =>
                                new Choice(
                                    scale.Costs[i][at],
                                    weights.IsDefault ? 1.0 / allowed.Length : (double)weights[i][at] / weights[i].Sum(),
                                    !space.Edges[i].IsChain && option != 0
                                )
                        )
                        .ToArray()
            ),
        ];
        // Costs do not matter where every sum is inside.
        if (low <= 0 && high == scale.Greatest)
            (choices, high) = ([.. choices.Select(list => list.Select(choice => choice with { Cost = 0 }).ToArray())], 0);
        return low > high || high >= MostSums ? null : Summed(choices, low, high);
    }

    private static TopologyDraws? Summed(Choice[][] choices, long low, long high)
    {
        // Over the prefixes of each sum: their probability, their mean number of edges times it, and the probability of those without any.
        var (all, edges, chains) = (new double[high + 1], new double[high + 1], new double[high + 1]);
        (all[0], chains[0]) = (1, 1);
        var reach = 0L;
        foreach (var list in choices)
        {
            var (nextAll, nextEdges, nextChains) = (new double[high + 1], new double[high + 1], new double[high + 1]);
            foreach (var choice in list)
            {
                for (var sum = 0L; sum <= Math.Min(reach, high - choice.Cost); sum++)
                {
                    var to = sum + choice.Cost;
                    nextAll[to] += choice.Probability * all[sum];
                    nextEdges[to] += choice.Probability * (edges[sum] + (choice.IsPresent ? all[sum] : 0));
                    nextChains[to] += choice.IsPresent ? 0 : choice.Probability * chains[sum];
                }
            }
            (all, edges, chains) = (nextAll, nextEdges, nextChains);
            reach = Math.Min(high, reach + list.Max(choice => choice.Cost));
        }
        double Inside(double[] sums) => sums.Skip((int)low).Sum();
        return Inside(all) is > 0 and var total ? new TopologyDraws(Inside(edges) / total, Inside(chains) / total) : null;
    }

    /// <param name="IsPresent">Whether it makes an augmented edge present.</param>
    private readonly record struct Choice(long Cost, double Probability, bool IsPresent);
}
