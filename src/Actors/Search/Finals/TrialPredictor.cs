using System.Collections.Immutable;
using Actors.Strategies.Bayesian;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Search.Finals;

/// <summary>
/// Foretells what a training of its own makes of an architecture: Bayesian linear regression on its score, its Multiply-Adds, and how often
/// it has each option. Shared weights overvalue some options and undervalue others; where trials show that, the counts correct it.
/// </summary>
internal sealed class TrialPredictor
{
    /// <summary>Variances in units of the trials' own: what the features do not explain, and what all counts together explain.</summary>
    private const double Noise = 0.25,
        OfCounts = 1;

    /// <summary>A standard deviation of the score is worth so many of the trials', by the prior, give or take as many.</summary>
    private const double ScoreWeight = 0.5;

    private readonly ImmutableArray<double[]> _features;

    /// <param name="finalists">All that can be tried.</param>
    public TrialPredictor(ISearchSpace space, ImmutableArray<Finalist> finalists)
    {
        var labels = space.Decisions.SelectMany(decision => decision.Options).Distinct(StringComparer.Ordinal).ToArray();
        var columns = new List<double[]>
        {
            finalists.Select(one => one.Score).ToArray(),
            finalists.Select(one => Math.Log(1 + one.Madds)).ToArray(),
        };
        var counts = finalists.Select(one => Counts(space, one)).ToArray();
        columns.AddRange(labels.Select(label => counts.Select(count => (double)count.GetValueOrDefault(label)).ToArray()));
        var standard = columns.Select(Standardised).ToArray();
        _features = [.. finalists.Select((_, row) => standard.Select(column => column[row]).Prepend(1).ToArray())];
    }

    /// <summary>
    /// The next to be tried: each is the best untried one of a draw of the regression's weights (Thompson, 1933), so that they differ.
    /// </summary>
    /// <param name="tried">Result of a trial, by the finalist's place.</param>
    public ImmutableArray<int> Next(IReadOnlyDictionary<int, double> tried, int count, RandomStream random)
    {
        var chosen = ImmutableArray.CreateBuilder<int>(count);
        var open = Enumerable.Range(0, _features.Length).Where(place => !tried.ContainsKey(place)).ToList();
        while (chosen.Count < count && open.Count > 0)
        {
            var predicted = Predict(tried, Normals(random));
            var best = open.MaxBy(place => predicted[place]);
            chosen.Add(best);
            open.Remove(best);
        }
        return chosen.ToImmutable();
    }

    /// <summary>What is expected of every finalist's trial.</summary>
    public ImmutableArray<double> Expect(IReadOnlyDictionary<int, double> tried) => Predict(tried, new double[_features[0].Length]);

    private ImmutableArray<double> Predict(IReadOnlyDictionary<int, double> tried, double[] normals)
    {
        var size = _features[0].Length;
        var posterior = new LinearPosterior([.. Enumerable.Range(0, size).Select(Precision)]);
        var mean = tried.Values.Average();
        var deviation = Math.Sqrt(tried.Values.Average(value => (value - mean) * (value - mean)));
        var scale = deviation > 0 ? 1 / deviation : 1;
        var moment = new double[size];
        foreach (var (place, value) in tried.OrderBy(one => one.Key))
        {
            var features = _features[place];
            posterior.Add(features);
            var rest = ((value - mean) * scale) - (ScoreWeight * features[1]);
            for (var i = 0; i < size; i++)
                moment[i] += features[i] * rest;
        }
        var weights = posterior.Draw(moment, normals);
        weights[1] += ScoreWeight;
        return
        [
            .. _features.Select(features =>
            {
                var sum = 0.0;
                for (var i = 0; i < size; i++)
                    sum += weights[i] * features[i];
                return mean + (sum / scale);
            }),
        ];
    }

    /// <summary>The constant's, the score's, and those of the others, which share theirs.</summary>
    private double Precision(int feature) =>
        feature switch
        {
            0 => Noise,
            1 => Noise / (ScoreWeight * ScoreWeight),
            _ => Noise / OfCounts * (_features[0].Length - 2),
        };

    private double[] Normals(RandomStream random)
    {
        var normals = new double[_features[0].Length];
        for (var i = 0; i < normals.Length; i++)
            normals[i] = Math.Sqrt(Noise) * AlmostNormal.Draw(random);
        return normals;
    }

    private static Dictionary<string, int> Counts(ISearchSpace space, Finalist finalist)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var architecture = space.Parse(finalist.Architecture);
        foreach (var (decision, choice) in space.Decisions.Zip(architecture.Choices))
        {
            var label = decision.Options[choice];
            counts[label] = counts.GetValueOrDefault(label) + 1;
        }
        return counts;
    }

    private static double[] Standardised(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [.. values.Select(value => deviation > 0 ? (value - mean) / deviation : 0)];
    }
}

/// <summary>A candidate that can be tried.</summary>
/// <param name="Architecture">Canonical text.</param>
/// <param name="Score">Mean over the samples.</param>
internal readonly record struct Finalist(string Architecture, long Madds, double Score);
