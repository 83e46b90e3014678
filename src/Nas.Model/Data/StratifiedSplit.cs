using System.Collections.Immutable;
using Nas.Model.Randomness;

namespace Nas.Model.Data;

/// <summary>Sets part of a labelled set aside so that the classes keep their shares: a pure function of (labels, size, seed).</summary>
/// <param name="Kept">Indices that stay, rising.</param>
/// <param name="Aside">Indices set aside, rising.</param>
internal sealed record StratifiedSplit(ImmutableArray<int> Kept, ImmutableArray<int> Aside)
{
    /// <param name="labels">Class of each item, from 0.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="size">Number of items to set aside: less than there are.</param>
    /// <param name="seed">Names the permutation of each class.</param>
    public static StratifiedSplit Of(ReadOnlySpan<int> labels, int classes, int size, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, labels.Length);
        var members = new List<int>[classes];
        for (var c = 0; c < classes; c++)
            members[c] = [];
        for (var i = 0; i < labels.Length; i++)
            members[labels[i]].Add(i);

        var quotas = Quotas([.. members.Select(m => m.Count)], size);
        var isAside = new bool[labels.Length];
        for (var c = 0; c < classes; c++)
        {
            var order = members[c].ToArray();
            RandomStream.For(seed, "data-split", c).Shuffle(order.AsSpan());
            foreach (var i in order.AsSpan(0, quotas[c]))
                isAside[i] = true;
        }
        var all = Enumerable.Range(0, labels.Length);
        return new([.. all.Where(i => !isAside[i])], [.. all.Where(i => isAside[i])]);
    }

    /// <summary>
    /// Shares of <paramref name="size"/> by largest remainder, ties to the lower class: exact, and never more than a class has.
    /// </summary>
    internal static int[] Quotas(IReadOnlyList<int> counts, int size)
    {
        var total = counts.Sum(c => (long)c);
        if (total == 0)
            return new int[counts.Count];
        var quotas = counts.Select(c => (int)((long)c * size / total)).ToArray();
        var left = size - quotas.Sum();
        var byRemainder = Enumerable.Range(0, counts.Count).OrderByDescending(c => (long)counts[c] * size % total).ThenBy(c => c);
        foreach (var c in byRemainder.Take(left))
            quotas[c]++;
        return quotas;
    }
}
