using System.Collections.Immutable;
using Nas.Model.Metrics;
using Nas.Model.Settings;
using static Nas.Model.Methods.Fidelity.StudyStatistics;

namespace Nas.Model.Methods.Fidelity;

/// <summary>Computes the report of a study from what it measured: a pure function.</summary>
public sealed class StudyAnalysis
{
    /// <summary>The one-checkpoint proxy with as many images as all samples together.</summary>
    public const string Checkpoint = "one-checkpoint";

    /// <summary>The sampler under study with the same images for every sample.</summary>
    public const string SameImages = "sgld, same images";

    private static readonly ImmutableArray<double> Margins = [2, 1];

    private readonly FidelitySettings _settings;
    private readonly StudyLayout _layout;
    private readonly ImmutableArray<StudiedArchitecture> _studied;
    private readonly StudyProxies _proxies;
    private readonly RankBootstrap _bootstrap;
    private readonly ImmutableArray<double> _madds;

    private StudyAnalysis(FidelitySettings settings, ImmutableArray<StudiedArchitecture> studied)
    {
        (_settings, _layout, _studied) = (settings, new StudyLayout(settings), studied);
        _proxies = new StudyProxies(_layout, studied);
        _madds = [.. studied.Select(one => (double)one.Madds)];
        _bootstrap = new RankBootstrap(
            [.. studied.Select(one => one.Truth)],
            _layout.Supernets,
            settings.Fidelity.Resamples,
            settings.Fidelity.Confidence,
            settings.Seed
        );
    }

    /// <param name="studied">At least three architectures.</param>
    public static StudyReport Of(FidelitySettings settings, ImmutableArray<StudiedArchitecture> studied) =>
        new StudyAnalysis(settings, studied).Report();

    private StudyReport Report()
    {
        var proxies = _proxies.All;
        // Tables of others have percentages, our own trainings have fractions.
        var points = _studied.All(one => one.Truth.All(value => value <= 1)) ? 100 : 1;
        var taus = proxies.ToImmutableDictionary(proxy => proxy.Name, Tau, StringComparer.Ordinal);
        var beyond = proxies.ToImmutableDictionary(proxy => proxy.Name, BeyondMadds, StringComparer.Ordinal);
        ImmutableArray<(string Of, string Minus)> pairs = [.. Pairs(proxies)];
        var (band, finals) = (_settings.Fidelity.Band ?? StudySettings.UsualBand, _settings.Fidelity.Finals ?? StudySettings.UsualFinals);
        return new StudyReport(
            _studied.Length,
            Truth(),
            _bootstrap.Estimate(resample => RankCorrelation.KendallTauB(resample.Of(_madds), resample.Truth)),
            [.. proxies.Select(proxy => Fidelity(proxy, taus[proxy.Name], beyond[proxy.Name]))],
            [
                .. pairs.Select(pair => new TauDifference(
                    pair.Of,
                    pair.Minus,
                    _bootstrap.Estimate(taus[pair.Of].Minus(taus[pair.Minus])),
                    _bootstrap.Estimate(beyond[pair.Of].Minus(beyond[pair.Minus]))
                )),
            ],
            ImageShare(proxies),
            [.. Across(proxies, taus[Checkpoint])],
            [.. BySamples()],
            [.. ByState()],
            [.. Steadier()],
            [.. Keeps().SelectMany(keep => Margins.Select(margin => Race(keep, margin)))]
        )
        {
            EqualCost = new EqualCostAnalysis(band, points, _bootstrap, _studied).Report(proxies, pairs),
            Biases = [.. BiasAnalysis.Of(_studied, proxies, _bootstrap, points)],
            Finals = FinalsAnalysis.Of(finals, band, points, _studied, proxies),
        };
    }

    /// <summary>
    /// The sampler and every other arm against one checkpoint; the sampler against the chain without noise and against itself on the same
    /// images.
    /// </summary>
    private IEnumerable<(string Of, string Minus)> Pairs(ImmutableArray<StudiedProxy> proxies)
    {
        foreach (var arm in _layout.Arms)
            yield return (arm.Name, Checkpoint);
        foreach (var arm in _layout.Arms.Skip(1))
            yield return (StudyLayout.Sampler, arm.Name);
        if (proxies.Any(proxy => proxy.Name == SameImages))
            yield return (StudyLayout.Sampler, SameImages);
        // Those with the other metric.
        foreach (var proxy in proxies.Skip(_layout.Arms.Length + (_layout.SameImageSamples.IsEmpty ? 1 : 2)))
            yield return (proxy.Name, Checkpoint);
    }

    private StatisticDraws Tau(StudiedProxy proxy) => Mean(proxy, RankCorrelation.KendallTauB);

    private StatisticDraws BeyondMadds(StudiedProxy proxy) =>
        Mean(proxy, (resample, scores) => RankCorrelation.PartialKendallTau(scores, resample.Truth, resample.Of(_madds)));

    /// <summary>The mean over supernets of a correlation with the truth.</summary>
    private StatisticDraws Mean(StudiedProxy proxy, Func<IReadOnlyList<double>, IReadOnlyList<double>, double?> correlation) =>
        Mean(proxy, (resample, scores) => correlation(scores, resample.Truth));

    private StatisticDraws Mean(StudiedProxy proxy, Func<Resample, double[], double?> statistic) =>
        _bootstrap.Of(resample => OverSupernets(resample, proxy, scores => statistic(resample, scores)));

    private static double? ImageShare(ImmutableArray<StudiedProxy> proxies) =>
        proxies.FirstOrDefault(proxy => proxy.Name == SameImages) is { } same
            ? 1
                - Math.Pow(
                    BetweenSamples(same)!.Value / BetweenSamples(proxies.Single(proxy => proxy.Name == StudyLayout.Sampler))!.Value,
                    2
                )
            : null;

    private IEnumerable<TauAcrossSupernets> Across(ImmutableArray<StudiedProxy> proxies, StatisticDraws checkpoint)
    {
        if (_layout.Supernets < 2)
            yield break;
        foreach (var proxy in proxies.Where(proxy => proxy.Samples > 1))
        {
            var tau = _bootstrap.Of(resample => RankCorrelation.KendallTauB(resample.Of(Mixed(proxy, resample.Supernets)), resample.Truth));
            yield return new(proxy.Name, _bootstrap.Estimate(tau), _bootstrap.Estimate(tau.Minus(checkpoint)));
        }
    }

    /// <summary>Each architecture's mean over the samples, of which each comes from the next supernet.</summary>
    private double[] Mixed(StudiedProxy proxy, ImmutableArray<int> supernets) =>
        [
            .. Enumerable
                .Range(0, _studied.Length)
                .Select(i =>
                    Enumerable.Range(0, proxy.Samples).Average(sample => proxy.Scores[supernets[sample % supernets.Length]][i][sample])
                ),
        ];

    private ProxyFidelity Fidelity(StudiedProxy proxy, StatisticDraws tau, StatisticDraws beyondMadds) =>
        new(
            proxy.Name,
            _bootstrap.Estimate(tau),
            [.. proxy.Means.Select(scores => RankCorrelation.KendallTauB(scores, [.. _studied.Select(one => one.Truth.Average())]))],
            _bootstrap.Estimate(Mean(proxy, RankCorrelation.Spearman)),
            _bootstrap.Estimate(Mean(proxy, AtTop)),
            _bootstrap.Estimate(resample => BetweenSupernets(resample, proxy)),
            _layout.Supernets < 2
                ? null
                : Deviation([.. Enumerable.Range(0, _studied.Length).Select(i => proxy.Means.Select(scores => scores[i]).ToArray())]),
            BetweenSamples(proxy),
            _bootstrap.Estimate(beyondMadds),
            proxy.Means.Average(scores => scores.Average()),
            proxy.Means.Average(scores => StandardDeviation([.. scores])),
            proxy.Samples < 2 ? null : proxy.Scores.Average(Reliability),
            proxy.Samples < 3 ? null : proxy.Scores.Average(Successive)
        )
        {
            Metric = proxy.Metric,
        };

    private static double? BetweenSamples(StudiedProxy proxy) =>
        proxy.Samples < 2 ? null : proxy.Scores.Average(supernet => Deviation([.. supernet.Select(scores => scores.ToArray())]));

    private static double? Reliability(ImmutableArray<ImmutableArray<double>> scores)
    {
        var (chance, all) = (
            Deviation([.. scores.Select(own => own.ToArray())]),
            StandardDeviation([.. scores.Select(own => own.Average())])
        );
        return all == 0 ? null : 1 - (chance * chance / scores[0].Length / (all * all));
    }

    /// <summary>
    /// Correlation of successive deviations. Deviations from a mean over K samples have a correlation of -1 / (K - 1) by themselves, which
    /// is subtracted.
    /// </summary>
    private static double? Successive(ImmutableArray<ImmutableArray<double>> scores)
    {
        var samples = scores[0].Length;
        var columns = Enumerable.Range(0, samples).Select(sample => scores.Average(own => own[sample])).ToArray();
        var (products, squares) = (0.0, 0.0);
        foreach (var own in scores)
        {
            var middle = own.Select((score, sample) => score - columns[sample]).Average();
            var deviations = own.Select((score, sample) => score - columns[sample] - middle).ToArray();
            products += deviations.Skip(1).Zip(deviations, (next, one) => next * one).Average();
            squares += deviations.Average(deviation => deviation * deviation);
        }
        return squares == 0 ? null : (products / squares) + (1.0 / (samples - 1));
    }

    private double? AtTop(IReadOnlyList<double> scores, IReadOnlyList<double> truth) =>
        RankCorrelation.PrecisionAtTop(scores, truth, Math.Min(_settings.Fidelity.Top, scores.Count));

    private TruthQuality Truth()
    {
        var means = _studied.Select(one => one.Truth.Average()).ToArray();
        var seeds = _studied.Min(one => one.Truth.Length);
        return new TruthQuality(
            seeds,
            seeds < 2
                ? null
                : _bootstrap.Estimate(resample =>
                    Agreement([.. Enumerable.Range(0, seeds).Select(seed => resample.Of([.. _studied.Select(one => one.Truth[seed])]))])
                ),
            means.Min(),
            means.Max(),
            StandardDeviation(means),
            seeds < 2 ? null : _studied.Average(one => StandardDeviation([.. one.Truth]))
        );
    }

    private IEnumerable<TauOfSamples> BySamples() =>
        from arm in Enumerable.Range(0, _layout.Arms.Length)
        from samples in Enumerable.Range(1, _layout.SamplesPerScore)
        select new TauOfSamples(_layout.Arms[arm].Name, samples, _bootstrap.Estimate(Tau(_proxies.Sampled(arm, _layout.Trained, samples))));

    private IEnumerable<StateFidelity> ByState()
    {
        var chained = Math.Min(_settings.Fidelity.ChainedCheckpoints, _layout.Checkpoints);
        var rows = Enumerable
            .Range(0, _layout.Checkpoints)
            .Select(state => (State: state, Proxy: _proxies.OneCheckpoint(state)))
            .Concat(
                Enumerable
                    .Range(_layout.Checkpoints - chained, chained)
                    .Select(state => (State: state, Proxy: _proxies.Sampled(0, state, _layout.SamplesPerScore)))
            )
            .ToArray();
        foreach (var (state, proxy) in rows)
        {
            var trained = rows.Single(row => row.State == _layout.Trained && row.Proxy.Name == proxy.Name).Proxy;
            yield return new StateFidelity(
                proxy.Name,
                state,
                state == _layout.Trained ? _settings.Supernet.Steps : (state + 1) * _layout.CheckpointEvery,
                _bootstrap.Estimate(Tau(proxy)),
                state == _layout.Trained ? null : _bootstrap.Estimate(resample => ToTrained(resample, proxy, trained))
            );
        }
    }

    private IEnumerable<SteadinessDifference> Steadier()
    {
        var trained = _layout.Trained;
        var (sampler, checkpoint) = (_proxies.Sampled(0, trained, _layout.SamplesPerScore), _proxies.OneCheckpoint(trained));
        if (_layout.Supernets > 1)
        {
            yield return new(
                "supernets",
                _bootstrap.Estimate(resample => BetweenSupernets(resample, sampler) - BetweenSupernets(resample, checkpoint))
            );
        }
        for (var state = Math.Max(0, trained - _settings.Fidelity.ChainedCheckpoints + 1); state < trained; state++)
        {
            var (earlySampler, early) = (_proxies.Sampled(0, state, _layout.SamplesPerScore), _proxies.OneCheckpoint(state));
            yield return new(
                $"steps {(state + 1) * _layout.CheckpointEvery} to {_settings.Supernet.Steps}",
                _bootstrap.Estimate(resample => ToTrained(resample, earlySampler, sampler) - ToTrained(resample, early, checkpoint))
            );
        }
    }

    private static double? BetweenSupernets(Resample resample, StudiedProxy proxy) =>
        Agreement([.. proxy.Means.Select(scores => resample.Of(scores))]);

    private static double? ToTrained(Resample resample, StudiedProxy proxy, StudiedProxy trained) =>
        Average(
            resample.Supernets.Select(supernet =>
                RankCorrelation.KendallTauB(resample.Of(proxy.Means[supernet]), resample.Of(trained.Means[supernet]))
            )
        );

    /// <summary>Places raced for: the top, a quarter of it, the first.</summary>
    private IEnumerable<int> Keeps()
    {
        var top = Math.Min(_settings.Fidelity.Top, _studied.Length);
        return new[] { top, Math.Max(1, top / 4), 1 }.Distinct();
    }

    /// <summary>Samples that every candidate gets, since all ranks are to be known, not only the first.</summary>
    private int RaceFirst => Math.Max(2, _layout.SamplesPerScore / 4);

    private RaceOutcome Race(int keep, double margin)
    {
        var all = _proxies.Sampled(0, _layout.Trained, _layout.SamplesPerScore);
        var rule = new RaceRule
        {
            Samples = _layout.SamplesPerScore,
            First = RaceFirst,
            Keep = keep,
            Margin = margin,
        };
        var races = all
            .Scores.Select(supernet => SampleRace.Run(_studied.Length, (racer, sample) => supernet[racer][sample], rule))
            .ToArray();
        var levels = new StudiedProxy(
            "race",
            all.Metric,
            [
                .. races.Select(race =>
                    SampleRace
                        .Standings([.. race.Select(own => (IReadOnlyList<double>)own)], rule.Samples)
                        .Select(standing => ImmutableArray.Create(standing.Level))
                        .ToImmutableArray()
                ),
            ]
        );
        var tau = Tau(levels);
        return new RaceOutcome(
            rule.Keep,
            margin,
            races.Sum(race => race.Sum(own => own.Length)) / (double)(races.Length * _studied.Length * rule.Samples),
            _bootstrap.Estimate(tau),
            _bootstrap.Estimate(tau.Minus(Tau(all))),
            _bootstrap.Estimate(Mean(levels, AtTop))
        );
    }

    /// <summary>Mean tau over all pairs of rankings.</summary>
    private static double? Agreement(ImmutableArray<double[]> rankings) =>
        Average(
            from i in Enumerable.Range(0, rankings.Length)
            from j in Enumerable.Range(0, i)
            select RankCorrelation.KendallTauB(rankings[i], rankings[j])
        );
}
