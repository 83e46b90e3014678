namespace Nas.Model.Metrics;

/// <summary>
/// Which architectures cost about the same: those that a search under a constraint has to tell apart. Two are near each other where their
/// costs differ by at most a share of the smaller one.
/// </summary>
public sealed class EqualCost
{
    /// <summary>What the arithmetic of doubles may move a bound by.</summary>
    private const double Rounding = 1e-12;

    private readonly int[] _order;
    private readonly int[] _first;
    private readonly int[] _end;
    private readonly IReadOnlyList<int>? _identities;

    /// <param name="share">0: only costs that are exactly equal are near each other.</param>
    /// <param name="identities">
    /// Which architecture each one is, where one may be there several times, as in a resample: one is no pair with itself. Null: all are
    /// different.
    /// </param>
    public EqualCost(IReadOnlyList<double> costs, double share, IReadOnlyList<int>? identities = null)
    {
        _identities = identities;
        _order = [.. Enumerable.Range(0, costs.Count).OrderBy(one => costs[one]).ThenBy(one => one)];
        _first = new int[_order.Length];
        _end = new int[_order.Length];
        var (first, end) = (0, 0);
        for (var place = 0; place < _order.Length; place++)
        {
            var own = costs[_order[place]];
            while (costs[_order[first]] * (1 + share) < own * (1 - Rounding))
                first++;
            while (end < _order.Length && costs[_order[end]] * (1 - Rounding) <= own * (1 + share))
                end++;
            (_first[place], _end[place]) = (first, end);
        }
    }

    /// <summary>Number of pairs of different architectures that are near each other.</summary>
    public long Pairs
    {
        get
        {
            var pairs = 0L;
            ForEachPair((_, _) => pairs++);
            return pairs;
        }
    }

    /// <summary>Calls with the numbers of every two different architectures that are near each other, once for each two.</summary>
    public void ForEachPair(Action<int, int> action)
    {
        for (var place = 0; place < _order.Length; place++)
        {
            var one = _order[place];
            for (var other = place + 1; other < _end[place]; other++)
            {
                if (_identities is null || _identities[one] != _identities[_order[other]])
                    action(one, _order[other]);
            }
        }
    }

    /// <summary>For each architecture, those that are near it: itself is among them.</summary>
    public IEnumerable<ArraySegment<int>> Neighbourhoods =>
        Enumerable.Range(0, _order.Length).Select(place => new ArraySegment<int>(_order, _first[place], _end[place] - _first[place]));

    /// <summary>
    /// Kendall's tau-b over the pairs that are near each other. Null where it is undefined: there is none, or all values of one side are
    /// tied in all of them.
    /// </summary>
    public double? KendallTauB(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        var (agreement, untiedLeft, untiedRight) = (0L, 0L, 0L);
        ForEachPair(
            (one, other) =>
            {
                var (byLeft, byRight) = (left[one].CompareTo(left[other]), right[one].CompareTo(right[other]));
                agreement += byLeft * byRight;
                untiedLeft += byLeft * byLeft;
                untiedRight += byRight * byRight;
            }
        );
        return untiedLeft == 0 || untiedRight == 0 ? null : agreement / (Math.Sqrt(untiedLeft) * Math.Sqrt(untiedRight));
    }

    /// <summary>
    /// Covariance of two measures among architectures of about the same cost: half the mean product of the differences over the pairs, to
    /// which nothing that follows the cost alone can add. The variance where both are the same. Null: there is no pair.
    /// </summary>
    public double? Covariance(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        var (sum, pairs) = (0.0, 0L);
        ForEachPair(
            (one, other) =>
            {
                sum += (left[one] - left[other]) * (right[one] - right[other]);
                pairs++;
            }
        );
        return pairs == 0 ? null : sum / (2 * pairs);
    }
}
