using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Strategies.Bayesian;

/// <summary>
/// A learned predictor chooses (after BANANAS: White, Neiswanger and Savani, 2021): Bayesian linear regression on decisions and pairs of
/// decisions. Each proposal is the best new architecture of one draw of the regression's weights (Thompson sampling: Thompson, 1933), so
/// that proposals made while others are being scored differ. Climbs to it start at the best architectures known, at their mutations and at
/// random.
/// </summary>
public sealed class BayesianStrategy(BayesianOptions options) : IResumableStrategy
{
    private readonly List<Observation> _news = [];
    private readonly List<(double[] Features, Observation From)> _learned = [];

    /// <summary>The best observed, the best first.</summary>
    private readonly List<Observation> _best = [];

    private DecisionFeatures? _features;
    private LinearPosterior? _posterior;

    /// <summary>All that did not fail: every score moves the median.</summary>
    public IEnumerable<Observation> Remembered => [.. _learned.Select(one => one.From), .. _news];

    public Proposal? Propose(ProposalContext context)
    {
        Learn(context.Space);
        if (_learned.Count < options.Initial)
            return Newcomer(context);
        var effects = _features!.Expand(_posterior!.Draw(Moment(), Normals(context.Random)));
        var climbs = new PredictionClimb(_features, effects, context.Space, context.IsNew);
        var starts = options.Starts / 2;
        foreach (var known in _best.Take(starts))
            climbs.From(known.Architecture);
        for (var start = Math.Min(starts, _best.Count); start < options.Starts; start++)
        {
            climbs.From(
                start % 2 == 0
                    ? context.Space.Mutate(_best[start % _best.Count].Architecture, context.Random)
                    : context.Space.Sample(context.Random)
            );
        }
        return climbs.Best is { } best ? new Proposal(best, $"draw of a predictor of {_learned.Count}") : Newcomer(context);
    }

    public void Observe(Observation observation)
    {
        if (observation.Score is not null)
            _news.Add(observation);
    }

    private static Proposal? Newcomer(ProposalContext context) =>
        context.SampleNew() is { } architecture ? new Proposal(architecture, "random") : null;

    private void Learn(ConstrainedSpace space)
    {
        _features ??= new DecisionFeatures(space.Space.Decisions, options.MostFeatures);
        _posterior ??= new LinearPosterior([.. Enumerable.Range(0, _features.Count).Select(Precision)]);
        foreach (var observation in _news)
        {
            var features = _features.Of(observation.Architecture.Choices.AsSpan());
            _posterior.Add(features);
            _learned.Add((features, observation));
            var place = _best.FindIndex(known => known.Score < observation.Score);
            _best.Insert(place < 0 ? _best.Count : place, observation);
            if (_best.Count > options.Starts)
                _best.RemoveAt(_best.Count - 1);
        }
        _news.Clear();
    }

    /// <summary>
    /// Precision of a feature's weight a priori, in units of the noise. An effect's variance is shared by all options of all decisions, or
    /// pairs, evenly.
    /// </summary>
    private double Precision(int feature) =>
        feature < _features!.Singles
            ? options.NoiseVariance / options.SingleVariance * _features.Decisions
            : options.NoiseVariance / options.PairVariance * _features.Pairs;

    /// <summary>Moment of the features with the scores, which have mean 0 and variance 1, in units of the noise.</summary>
    private double[] Moment()
    {
        var sorted = _learned.Select(one => one.From.Score!.Value).Order().ToArray();
        var median = sorted[sorted.Length / 2];
        var floor = median - (options.Floor * (sorted[^1] - median));
        var mean = sorted.Average(score => Math.Max(score, floor));
        var variance = sorted.Average(score => (Math.Max(score, floor) - mean) * (Math.Max(score, floor) - mean));
        var scale = variance > 0 ? 1 / Math.Sqrt(variance) : 0;
        var moment = new double[_features!.Count];
        foreach (var (features, from) in _learned)
        {
            var value = (Math.Max(from.Score!.Value, floor) - mean) * scale;
            for (var i = 0; i < moment.Length; i++)
                moment[i] += features[i] * value;
        }
        return moment;
    }

    private double[] Normals(RandomStream random)
    {
        var size = Math.Sqrt(options.NoiseVariance) * options.Boldness;
        var normals = new double[_features!.Count];
        for (var i = 0; i < normals.Length; i++)
            normals[i] = size * AlmostNormal.Draw(random);
        return normals;
    }
}
