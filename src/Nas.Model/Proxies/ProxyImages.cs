using System.Collections.Immutable;
using Nas.Model.Randomness;

namespace Nas.Model.Proxies;

/// <summary>
/// Chooses the validation images that a sample is scored on: blocks one after the other of the shuffled set, so that together they see no
/// image twice before each was seen once; after that the set is shuffled again.
/// </summary>
public static class ProxyImages
{
    /// <summary>Numbers of the images, in no order; the same for the same arguments.</summary>
    /// <param name="available">Images of the set.</param>
    /// <param name="wanted">Images of a block; one that is larger than the set is all of it.</param>
    /// <param name="block">Number of the block, from 0.</param>
    public static ImmutableArray<int> Of(int available, int wanted, int block, long seed)
    {
        var size = Math.Min(wanted, available);
        var blocksOfPass = available / size;
        var (pass, place) = (block / blocksOfPass, block % blocksOfPass);
        var order = Enumerable.Range(0, available).ToArray();
        RandomStream.For(seed, pass == 0 ? "proxy-images" : $"proxy-images/{pass}").Shuffle<int>(order);
        return [.. order.AsSpan(place * size, size)];
    }
}
