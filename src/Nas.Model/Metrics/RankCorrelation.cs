namespace Nas.Model.Metrics;

/// <summary>Measures how far two rankings of the same things agree.</summary>
public static class RankCorrelation
{
    /// <summary>
    /// Kendall's tau-b: 1 for the same order, -1 for the reverse, ties counted in neither (Kendall, 1945). Null where it is undefined:
    /// fewer than two pairs, or all values of one side equal. O(n log n) after Knight (1966).
    /// </summary>
    /// <exception cref="ArgumentException">The two differ in length, or a value is not a number.</exception>
    public static double? KendallTauB(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        CheckPair(left, right);

        var order = Enumerable.Range(0, left.Count).OrderBy(i => left[i]).ThenBy(i => right[i]).ToArray();
        var sortedLeft = order.Select(i => left[i]).ToArray();
        var ranked = order.Select(i => right[i]).ToArray();
        var tiedLeft = TiedPairs(sortedLeft);
        var tiedBoth = TiedPairs(order.Select(i => (left[i], right[i])).ToArray());
        var discordant = SortCountingSwaps(ranked, new double[ranked.Length]);
        var tiedRight = TiedPairs(ranked);

        var pairs = (long)left.Count * (left.Count - 1) / 2;
        var comparableLeft = pairs - tiedLeft;
        var comparableRight = pairs - tiedRight;
        if (comparableLeft == 0 || comparableRight == 0)
            return null;
        var agreement = pairs - tiedLeft - tiedRight + tiedBoth - (2 * discordant);
        return agreement / (Math.Sqrt(comparableLeft) * Math.Sqrt(comparableRight));
    }

    /// <summary>
    /// Kendall's partial tau (Kendall, 1942): how far two rankings agree beyond what both owe to a third, in closed form from the three
    /// tau-b's:
    /// (t_lr - t_lg t_rg) / sqrt((1 - t_lg^2) (1 - t_rg^2)). Null where one of them is undefined, or one ranking is the third's own or its
    /// reverse.
    /// </summary>
    /// <exception cref="ArgumentException">The three differ in length, or a value is not a number.</exception>
    public static double? PartialKendallTau(IReadOnlyList<double> left, IReadOnlyList<double> right, IReadOnlyList<double> given)
    {
        if ((KendallTauB(left, right), KendallTauB(left, given), KendallTauB(right, given)) is not ({ } both, { } ofLeft, { } ofRight))
            return null;
        var own = (1 - (ofLeft * ofLeft)) * (1 - (ofRight * ofRight));
        // A ranking that is the third's own leaves nothing but the rounding of its tau.
        return own < 1e-12 ? null : (both - (ofLeft * ofRight)) / Math.Sqrt(own);
    }

    /// <summary>
    /// Spearman's rho: Pearson's correlation of the ranks, equal values sharing the mean of theirs. Null where it is undefined: fewer than
    /// two values, or all of one side equal.
    /// </summary>
    /// <exception cref="ArgumentException">The two differ in length, or a value is not a number.</exception>
    public static double? Spearman(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        CheckPair(left, right);
        var (x, y) = (Ranks(left), Ranks(right));
        // The mean of the ranks 1 to n, however they are tied.
        var middle = (left.Count + 1) / 2.0;
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - middle) * (x[i] - middle);
            yy += (y[i] - middle) * (y[i] - middle);
            xy += (x[i] - middle) * (y[i] - middle);
        }
        return xx == 0 || yy == 0 ? null : xy / Math.Sqrt(xx * yy);
    }

    /// <summary>
    /// The part of the k best by the score that are among the k best by the truth; of equal values, the first count as better. Null where
    /// there are fewer than k.
    /// </summary>
    /// <exception cref="ArgumentException">The two differ in length, or a value is not a number.</exception>
    public static double? PrecisionAtTop(IReadOnlyList<double> score, IReadOnlyList<double> truth, int k)
    {
        CheckPair(score, truth);
        if (k < 1 || k > score.Count)
            return null;
        return (double)Best(score, k).Intersect(Best(truth, k)).Count() / k;
    }

    private static IEnumerable<int> Best(IReadOnlyList<double> values, int k) =>
        Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]).ThenBy(i => i).Take(k);

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var first = 0; first < order.Length; )
        {
            var end = first + 1;
            while (end < order.Length && values[order[end]].Equals(values[order[first]]))
                end++;
            for (var i = first; i < end; i++)
                ranks[order[i]] = (first + 1 + end) / 2.0;
            first = end;
        }
        return ranks;
    }

    private static void CheckPair(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        if (left.Count != right.Count)
            throw new ArgumentException($"{left.Count} values against {right.Count}", nameof(right));
        if (left.Any(double.IsNaN) || right.Any(double.IsNaN))
            throw new ArgumentException("not a number", nameof(left));
    }

    /// <summary>Pairs of equal values; equal values must lie together.</summary>
    private static long TiedPairs<T>(T[] values)
        where T : IEquatable<T>
    {
        var (pairs, run) = (0L, 1L);
        for (var i = 1; i <= values.Length; i++)
        {
            if (i < values.Length && values[i].Equals(values[i - 1]))
            {
                run++;
                continue;
            }
            pairs += run * (run - 1) / 2;
            run = 1;
        }
        return pairs;
    }

    /// <summary>Merge sort; counts the pairs that stood in strictly falling order.</summary>
    private static long SortCountingSwaps(Span<double> values, Span<double> spare)
    {
        if (values.Length < 2)
            return 0;
        var half = values.Length / 2;
        var swaps = SortCountingSwaps(values[..half], spare[..half]) + SortCountingSwaps(values[half..], spare[half..]);
        var (i, j) = (0, half);
        for (var k = 0; k < values.Length; k++)
        {
            if (j >= values.Length || (i < half && values[i] <= values[j]))
            {
                spare[k] = values[i++];
                continue;
            }
            swaps += half - i;
            spare[k] = values[j++];
        }
        spare[..values.Length].CopyTo(values);
        return swaps;
    }
}
