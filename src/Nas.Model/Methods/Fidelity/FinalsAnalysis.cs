using System.Collections.Immutable;
using Nas.Model.Metrics;

namespace Nas.Model.Methods.Fidelity;

/// <summary>
/// Finals simulated on a study's own scores: the first seed of the truth is the trial, the mean of the others is the judge.
/// </summary>
/// <param name="Best">How many are tried.</param>
/// <param name="LeftOut">Why there are none; null: there are.</param>
public sealed record FinalsReport(int Best, string? LeftOut, ImmutableArray<FinalsOutcome> Proxies);

/// <summary>What finals after one proxy reach, in points of truth: the mean over supernets.</summary>
/// <param name="Among">What is chosen from: everything, or the neighbourhood of each architecture's cost, mean over neighbourhoods.</param>
/// <param name="Choices">Mean number of architectures that are chosen from.</param>
/// <param name="Chosen">The finals' winner.</param>
/// <param name="Argmax">The best by score, without trials.</param>
/// <param name="Random">The best of as many trials of random architectures, in expectation.</param>
/// <param name="Median">Of what is chosen from.</param>
/// <param name="Percentile">Part of the others that the finals' winner is better than.</param>
/// <param name="OverArgmax">The winner less the best by score, paired over supernets.</param>
/// <param name="OverRandom">The winner less the best of random trials, paired over supernets.</param>
/// <param name="OverMedian">The winner less the median, paired over supernets.</param>
public sealed record FinalsOutcome(
    string Name,
    string Among,
    double Choices,
    double Chosen,
    double Argmax,
    double Random,
    double Median,
    double Percentile,
    PairedTest OverArgmax,
    PairedTest OverRandom,
    PairedTest OverMedian
);

/// <summary>Simulates the finals of searches.</summary>
internal static class FinalsAnalysis
{
    public const string Everything = "all";

    /// <param name="points">By what truth is multiplied to be points.</param>
    public static FinalsReport Of(
        int best,
        double band,
        double points,
        ImmutableArray<StudiedArchitecture> studied,
        ImmutableArray<StudiedProxy> proxies
    )
    {
        if (studied.Min(one => one.Truth.Length) < 2)
            return new FinalsReport(best, "The truth has one seed: none is left to judge a trial by.", []);
        if (studied.Length <= best)
            return new FinalsReport(best, $"{studied.Length} architectures leave nothing to choose {best} from.", []);
        var trial = studied.Select(one => one.Truth[0] * points).ToArray();
        var judge = studied.Select(one => one.Truth.Skip(1).Average() * points).ToArray();
        int[][] all =
        [
            [.. Enumerable.Range(0, studied.Length)],
        ];
        var near = new EqualCost([.. studied.Select(one => one.Cost)], band)
            .Neighbourhoods.Where(one => one.Count > best)
            .Select(one => one.Order().ToArray())
            .ToArray();
        (string Name, int[][] Sets)[] scopes = [(FormattableString.Invariant($"within {band * 100:0.##} %"), near), (Everything, all)];
        return new FinalsReport(
            best,
            null,
            [
                .. from among in scopes
                where among.Sets.Length > 0
                from proxy in proxies
                select Of(proxy, among.Name, among.Sets, trial, judge, best),
            ]
        );
    }

    private static FinalsOutcome Of(StudiedProxy proxy, string among, int[][] sets, double[] trial, double[] judge, int best)
    {
        var found = proxy.Means.Select(scores => Mean([.. sets.Select(set => Finals.Of(set, scores, trial, judge, best))])).ToArray();
        return new FinalsOutcome(
            proxy.Name,
            among,
            sets.Average(set => set.Length),
            found.Average(one => one.Chosen),
            found.Average(one => one.Argmax),
            found.Average(one => one.Random),
            found.Average(one => one.Median),
            found.Average(one => one.Percentile),
            PairedTest.Of([.. found.Select(one => one.Chosen - one.Argmax)]),
            PairedTest.Of([.. found.Select(one => one.Chosen - one.Random)]),
            PairedTest.Of([.. found.Select(one => one.Chosen - one.Median)])
        );
    }

    private static Finals Mean(Finals[] all) =>
        new(
            all.Average(one => one.Chosen),
            all.Average(one => one.Argmax),
            all.Average(one => one.Random),
            all.Average(one => one.Median),
            all.Average(one => one.Percentile)
        );
}
