namespace Nas.Model.Metrics;

/// <summary>What is gained by taking the one with the best score, judged by the truth.</summary>
/// <param name="Gain">The winner's truth less the mean truth.</param>
/// <param name="Percentile">Part of the others whose truth is worse than the winner's, equal ones half.</param>
/// <param name="Regret">The best truth less the winner's. Chance in the truth adds to it: the best of noisy figures is too good.</param>
public readonly record struct WinnerGain(double Gain, double Percentile, double Regret)
{
    /// <summary>Of one choice. Where several share the best score, the mean over them.</summary>
    /// <param name="among">Numbers of at least two.</param>
    public static WinnerGain Of(IReadOnlyList<int> among, IReadOnlyList<double> scores, IReadOnlyList<double> truth)
    {
        var (top, sum, best) = (double.NegativeInfinity, 0.0, double.NegativeInfinity);
        foreach (var one in among)
        {
            top = Math.Max(top, scores[one]);
            best = Math.Max(best, truth[one]);
            sum += truth[one];
        }
        var (winners, winnersTruth, beaten) = (0, 0.0, 0.0);
        foreach (var winner in among)
        {
            if (scores[winner] < top)
                continue;
            winners++;
            winnersTruth += truth[winner];
            beaten += PercentileOf(winner, among, truth);
        }
        var reached = winnersTruth / winners;
        return new WinnerGain(reached - (sum / among.Count), beaten / winners, best - reached);
    }

    /// <summary>
    /// The mean over every architecture's neighbourhood of at least so many: each architecture's cost is once what a search might be
    /// constrained to. Null: there is no such neighbourhood.
    /// </summary>
    public static WinnerGain? Of(EqualCost near, int fewest, IReadOnlyList<double> scores, IReadOnlyList<double> truth)
    {
        var (count, gain, percentile, regret) = (0, 0.0, 0.0, 0.0);
        foreach (var neighbourhood in near.Neighbourhoods)
        {
            if (neighbourhood.Count < fewest)
                continue;
            var one = Of(neighbourhood, scores, truth);
            count++;
            gain += one.Gain;
            percentile += one.Percentile;
            regret += one.Regret;
        }
        return count == 0 ? null : new WinnerGain(gain / count, percentile / count, regret / count);
    }

    /// <summary>Part of the others among these whose truth is worse, equal ones half.</summary>
    public static double PercentileOf(int one, IReadOnlyList<int> among, IReadOnlyList<double> truth)
    {
        var beaten = 0.0;
        foreach (var other in among)
        {
            if (other == one)
                continue;
            beaten +=
                truth[other] < truth[one] ? 1
                : truth[other] > truth[one] ? 0
                : 0.5;
        }
        return beaten / (among.Count - 1);
    }
}
