using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Nas.Model.Methods.Fidelity;

/// <summary>The proxies that a study compares, put together from its single scores.</summary>
internal sealed class StudyProxies
{
    private readonly StudyLayout _layout;
    private readonly ImmutableArray<StudiedArchitecture> _studied;

    public StudyProxies(StudyLayout layout, ImmutableArray<StudiedArchitecture> studied)
    {
        (_layout, _studied) = (layout, studied);
        ImmutableArray<StudiedProxy> own = [.. Own(null)];
        All = studied.All(one => one.HasLosses) ? [.. own, .. Own(Other)] : own;
    }

    /// <summary>Those of the settings first; then, where losses are known, each with the other metric.</summary>
    public ImmutableArray<StudiedProxy> All { get; }

    /// <summary>The proxy's name with the other metric.</summary>
    public static string WithMetric(string name, string metric) => $"{name}, {metric}";

    /// <param name="metric">Null: that of the settings.</param>
    public StudiedProxy OneCheckpoint(int state, string? metric = null) =>
        Of(
            StudyAnalysis.Checkpoint,
            _layout.OneSample,
            metric,
            supernet => [_layout.ColumnOf(supernet, state)],
            one => (one.Checkpoints, one.CheckpointLosses)
        );

    /// <summary>The mean over the first samples of an arm's chains from a state.</summary>
    public StudiedProxy Sampled(int arm, int state, int samples, string? metric = null) =>
        Of(
            _layout.Arms[arm].Name,
            _layout.Arms[arm].Proxy,
            metric,
            supernet =>
                Columns(_layout.Samples, samples, sample => sample.Supernet == supernet && sample.Arm == arm && sample.Checkpoint == state),
            one => (one.Samples, one.SampleLosses)
        );

    private StudiedProxy SameImages(string? metric) =>
        Of(
            StudyAnalysis.SameImages,
            _layout.OneSample,
            metric,
            supernet => Columns(_layout.SameImageSamples, _layout.SamplesPerScore, sample => sample.Supernet == supernet),
            one => (one.SameImages, one.SameImageLosses)
        );

    private IEnumerable<StudiedProxy> Own(Func<ProxySettings, string>? metric)
    {
        yield return OneCheckpoint(_layout.Trained, metric?.Invoke(_layout.OneSample));
        for (var arm = 0; arm < _layout.Arms.Length; arm++)
            yield return Sampled(arm, _layout.Trained, _layout.SamplesPerScore, metric?.Invoke(_layout.Arms[arm].Proxy));
        if (!_layout.SameImageSamples.IsEmpty)
            yield return SameImages(metric?.Invoke(_layout.OneSample));
    }

    private static string Other(ProxySettings proxy) => ProxyMetric.Of(proxy) == ProxyMetric.Loss ? ProxyMetric.Accuracy : ProxyMetric.Loss;

    private static int[] Columns(ImmutableArray<StudySample> columns, int samples, Func<StudySample, bool> isOf) =>
        [
            .. Enumerable
                .Range(0, samples)
                .Select(number => columns.Index().Single(column => column.Item.Number == number && isOf(column.Item)).Index),
        ];

    private StudiedProxy Of(
        string name,
        ProxySettings settings,
        string? metric,
        Func<int, int[]> columnsOf,
        Func<StudiedArchitecture, (ImmutableArray<double> Scores, ImmutableArray<double> Losses)> figures
    )
    {
        var used = metric ?? ProxyMetric.Of(settings);
        double Score((ImmutableArray<double> Scores, ImmutableArray<double> Losses) of, int column) =>
            used == ProxyMetric.Loss ? -of.Losses[column] : of.Scores[column];
        return new StudiedProxy(
            metric is null ? name : WithMetric(name, metric),
            used,
            [
                .. Enumerable
                    .Range(0, _layout.Supernets)
                    .Select(supernet =>
                    {
                        var columns = columnsOf(supernet);
                        return _studied
                            .Select(one => columns.Select(column => Score(figures(one), column)).ToImmutableArray())
                            .ToImmutableArray();
                    }),
            ]
        );
    }
}
