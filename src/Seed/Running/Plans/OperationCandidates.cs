using System.Numerics;
using Nas.Model.Settings;

namespace Seed.Running.Plans;

/// <summary>How many candidates the search for dilations scores.</summary>
internal static class OperationCandidates
{
    /// <summary>A block's dilation is 1, 2 or 3.</summary>
    public const int Dilations = 3;

    /// <summary>Whether candidates are scored of which a part is decided.</summary>
    public static bool IsPartial(StrategySettings strategy) => strategy.Name == "beam";

    public static long AtMost(StrategySettings strategy, int blocks)
    {
        var there = IsPartial(strategy) ? OfBeam(blocks, (int?)strategy.Options["width"] ?? 3) : BigInteger.Pow(Dilations, blocks);
        return (long)BigInteger.Min(strategy.Candidates, there);
    }

    /// <summary>Each of the architectures kept is extended by each dilation of the next block.</summary>
    private static BigInteger OfBeam(int blocks, int width)
    {
        var (sum, kept) = (0L, 1L);
        for (var block = 0; block < blocks; block++)
        {
            var extended = kept * Dilations;
            (sum, kept) = (sum + extended, Math.Min(width, extended));
        }
        return sum;
    }
}
