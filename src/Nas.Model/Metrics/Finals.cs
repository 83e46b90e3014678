namespace Nas.Model.Metrics;

/// <summary>
/// What finals would have found: the best few by score are tried once, and the best of these trials is the winner. Judged by measurements
/// that the trial had no part in.
/// </summary>
/// <param name="Chosen">The finals' winner.</param>
/// <param name="Argmax">The best by score, without trials.</param>
/// <param name="Random">The best trial of as many drawn at random: the exact expectation over all draws.</param>
/// <param name="Median">Of all that might have been chosen.</param>
/// <param name="Percentile">Part of the others that the chosen one is better than.</param>
public readonly record struct Finals(double Chosen, double Argmax, double Random, double Median, double Percentile)
{
    /// <param name="among">Numbers of those that may be chosen, more than <paramref name="best"/>.</param>
    /// <param name="scores">By number; of equal ones, the first in <paramref name="among"/> counts as better.</param>
    /// <param name="trial">What a trial measures.</param>
    /// <param name="judge">What it is worth.</param>
    /// <param name="best">How many are tried.</param>
    public static Finals Of(
        IReadOnlyList<int> among,
        IReadOnlyList<double> scores,
        IReadOnlyList<double> trial,
        IReadOnlyList<double> judge,
        int best
    )
    {
        if (among.Count <= best)
            throw new ArgumentException($"{among.Count} leave nothing to choose {best} from", nameof(among));
        var ranked = among.OrderByDescending(one => scores[one]).Take(best).ToArray();
        var chosen = ranked.OrderByDescending(one => trial[one]).First();
        var worth = among.Select(one => judge[one]).Order().ToArray();
        return new Finals(
            judge[chosen],
            judge[ranked[0]],
            BestOfRandom(among, trial, judge, best),
            RankBootstrap.Quantile(worth, 0.5),
            WinnerGain.PercentileOf(chosen, among, judge)
        );
    }

    /// <summary>
    /// Expected worth of the best trial among so many that are drawn without replacement, each set as likely as any other. Of equal trials
    /// each is as likely to win.
    /// </summary>
    public static double BestOfRandom(IReadOnlyList<int> among, IReadOnlyList<double> trial, IReadOnlyList<double> judge, int drawn)
    {
        var ordered = among.OrderByDescending(one => trial[one]).ToArray();
        var expected = 0.0;
        for (var first = 0; first < ordered.Length; )
        {
            var end = first + 1;
            while (end < ordered.Length && trial[ordered[end]].Equals(trial[ordered[first]]))
                end++;
            // One of these wins where none is drawn of those before them, and not all of those drawn are behind them.
            var wins = NoneOf(first, ordered.Length, drawn) - NoneOf(end, ordered.Length, drawn);
            expected += wins * ordered[first..end].Average(one => judge[one]);
            first = end;
        }
        return expected;
    }

    /// <summary>Probability that none of the first so many of all is drawn.</summary>
    private static double NoneOf(int first, int all, int drawn)
    {
        var probability = 1.0;
        for (var i = 0; i < drawn; i++)
            probability *= Math.Max(0, all - first - i) / (double)(all - i);
        return probability;
    }
}
