using System.Collections.Immutable;
using Nas.Model.Metrics;

namespace Nas.Model.Methods.Fidelity;

/// <summary>Computes what proxies know at equal cost.</summary>
internal sealed class EqualCostAnalysis
{
    private const int Figures = 5;

    private readonly double _band;
    private readonly double _points;
    private readonly RankBootstrap _bootstrap;
    private readonly ImmutableArray<StudiedArchitecture> _studied;
    private readonly double[] _costs;
    private readonly double[] _truth;
    private readonly EqualCost _near;
    private readonly EqualCost _equal;
    private readonly long _equalPairs;

    /// <param name="points">By what truth is multiplied to be points.</param>
    public EqualCostAnalysis(double band, double points, RankBootstrap bootstrap, ImmutableArray<StudiedArchitecture> studied)
    {
        (_band, _points, _bootstrap, _studied) = (band, points, bootstrap, studied);
        _costs = [.. studied.Select(one => one.Cost)];
        _truth = [.. studied.Select(one => one.Truth.Average())];
        (_near, _equal) = (new EqualCost(_costs, band), new EqualCost(_costs, 0));
        _equalPairs = _equal.Pairs;
    }

    /// <param name="pairs">Proxies whose figures are subtracted from each other.</param>
    public EqualCostReport Report(ImmutableArray<StudiedProxy> proxies, IEnumerable<(string Of, string Minus)> pairs)
    {
        var draws = proxies.ToDictionary(proxy => proxy.Name, Draws, StringComparer.Ordinal);
        var sizes = _near.Neighbourhoods.Select(one => one.Count).Where(count => count >= EqualCostReport.FewestNear).ToArray();
        Estimate? Difference((string Of, string Minus) pair, int figure) =>
            _bootstrap.Estimate(draws[pair.Of][figure].Minus(draws[pair.Minus][figure]));
        return new EqualCostReport(
            _band,
            _studied.Any(one => !one.Cost.Equals(one.Madds)) ? "cost of the truth's table" : "Multiply-Adds",
            _near.Pairs,
            _equalPairs,
            TruthTau(),
            Truth(),
            sizes.Length,
            sizes.Length == 0 ? null : sizes.Average(),
            [.. proxies.Select(proxy => Fidelity(proxy, draws[proxy.Name]))],
            [
                .. pairs.Select(pair => new EqualCostDifference(
                    pair.Of,
                    pair.Minus,
                    Difference(pair, 0),
                    Difference(pair, 1),
                    Difference(pair, 2)
                )),
            ]
        );
    }

    private EqualCostFidelity Fidelity(StudiedProxy proxy, ImmutableArray<StatisticDraws> draws) =>
        new(
            proxy.Name,
            _bootstrap.Estimate(draws[0]),
            [.. proxy.Means.Select(scores => _near.KendallTauB(scores, _truth))],
            _bootstrap.Estimate(draws[1]),
            [.. proxy.Means.Select(scores => Equal(_equal, scores, _truth))],
            _bootstrap.Estimate(draws[2]),
            _bootstrap.Estimate(draws[3]),
            _bootstrap.Estimate(draws[4]),
            Parts(proxy)
        );

    /// <summary>In this order: tau inside the band, tau at exactly equal cost, gain, percentile, regret.</summary>
    private ImmutableArray<StatisticDraws> Draws(StudiedProxy proxy) =>
        _bootstrap.Of(
            Figures,
            resample =>
            {
                var costs = resample.Of(_costs);
                var near = new EqualCost(costs, _band, resample.Architectures);
                var equal = new EqualCost(costs, 0, resample.Architectures);
                var bySupernet = resample
                    .Supernets.Distinct()
                    .ToDictionary(
                        supernet => supernet,
                        supernet =>
                        {
                            var scores = resample.Of(proxy.Means[supernet]);
                            var gain = WinnerGain.Of(near, EqualCostReport.FewestNear, scores, resample.Truth);
                            return new[]
                            {
                                near.KendallTauB(scores, resample.Truth),
                                Equal(equal, scores, resample.Truth),
                                gain?.Gain * _points,
                                gain?.Percentile,
                                gain?.Regret * _points,
                            };
                        }
                    );
                return
                [
                    .. Enumerable
                        .Range(0, Figures)
                        .Select(figure => StudyStatistics.Average(resample.Supernets.Select(supernet => bySupernet[supernet][figure]))),
                ];
            }
        );

    private double? Equal(EqualCost equal, IReadOnlyList<double> scores, IReadOnlyList<double> truth) =>
        _equalPairs < EqualCostReport.FewestPairs ? null : equal.KendallTauB(scores, truth);

    private Estimate? TruthTau()
    {
        var seeds = SeedsOfTruth();
        return seeds.Length < 2
            ? null
            : _bootstrap.Estimate(resample =>
            {
                var near = new EqualCost(resample.Of(_costs), _band, resample.Architectures);
                return StudyStatistics.Average(
                    TwoOf(seeds).Select(pair => near.KendallTauB(resample.Of(pair.One), resample.Of(pair.Other)))
                );
            });
    }

    private TruthParts? Truth()
    {
        var seeds = SeedsOfTruth();
        if (seeds.Length < 2 || Mean(seeds.Select(seed => (seed, seed))) is not { } all || Mean(TwoOf(seeds)) is not { } shared)
            return null;
        var chance = Math.Max(0, all - shared);
        shared = Math.Max(0, shared);
        var mean = shared + (chance / seeds.Length);
        return new TruthParts(Math.Sqrt(shared) * _points, Math.Sqrt(chance) * _points, mean == 0 ? 0 : shared / mean);
    }

    private ScoreParts? Parts(StudiedProxy proxy)
    {
        if (Mean(proxy.Means.Select(one => (One: one.ToArray(), Other: one.ToArray()))) is not { } ofMeans || ofMeans == 0)
            return null;
        var bySample = proxy.Scores.Select(supernet =>
            Enumerable.Range(0, proxy.Samples).Select(sample => supernet.Select(scores => scores[sample]).ToArray()).ToImmutableArray()
        );
        double? single = null,
            ofSamples = null;
        if (proxy.Samples > 1)
        {
            single = StudyStatistics.Average(bySample.Select(samples => Mean(samples.Select(one => (one, one)))));
            ofSamples = StudyStatistics.Average(bySample.Select(samples => Mean(TwoOf(samples))));
        }
        var shared = proxy.Means.Length < 2 ? null : Mean(TwoOf([.. proxy.Means.Select(one => one.ToArray())]));
        return new ScoreParts(
            Root(shared),
            Root((ofSamples ?? ofMeans) - shared),
            Root(single - ofSamples),
            shared / ofMeans,
            ofSamples / ofMeans
        );
    }

    private static double? Root(double? variance) => variance is { } known ? Math.Sqrt(Math.Max(0, known)) : null;

    private ImmutableArray<double[]> SeedsOfTruth() =>
        [.. Enumerable.Range(0, _studied.Min(one => one.Truth.Length)).Select(seed => _studied.Select(one => one.Truth[seed]).ToArray())];

    private double? Mean(IEnumerable<(double[] One, double[] Other)> pairs) =>
        StudyStatistics.Average(pairs.Select(pair => _near.Covariance(pair.One, pair.Other)));

    private static IEnumerable<(double[] One, double[] Other)> TwoOf(ImmutableArray<double[]> rows) =>
        from i in Enumerable.Range(0, rows.Length)
        from j in Enumerable.Range(0, i)
        select (rows[i], rows[j]);
}
