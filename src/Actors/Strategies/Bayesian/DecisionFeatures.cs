using System.Collections.Immutable;
using Nas.Model.Spaces;

namespace Actors.Strategies.Bayesian;

/// <summary>
/// An architecture as numbers: a constant, the contrasts of each decision, and the products of the contrasts of two decisions. Of a large
/// space, pairs of decisions that follow each other closely come first, as far as there is room. Weights of the features are the same as a
/// table of effects (<see cref="Expand"/>): one of each option, one of each two options together.
/// </summary>
internal sealed class DecisionFeatures
{
    private readonly record struct Single(int Effect, int Feature);

    private readonly record struct Pair(int Left, int Right, int Effect, int Feature);

    private readonly Contrasts[] _contrasts;
    private readonly int[] _options;
    private readonly Single[] _singles;
    private readonly Pair[] _pairs;
    private readonly ImmutableArray<Pair>[] _partners;
    private readonly int _effects = 1;

    /// <param name="most">Greatest number of features; single decisions always have theirs.</param>
    public DecisionFeatures(ImmutableArray<Decision> decisions, int most)
    {
        _options = [.. decisions.Select(decision => decision.Options.Length)];
        _contrasts = [.. _options.Select(count => new Contrasts(count))];
        _singles = new Single[_options.Length];
        Count = 1;
        for (var i = 0; i < _options.Length; i++)
        {
            _singles[i] = new Single(_effects, Count);
            (_effects, Count) = (_effects + _options[i], Count + _contrasts[i].Count);
        }
        Singles = Count;
        var pairs = new List<Pair>();
        for (var apart = 1; apart < _options.Length; apart++)
        {
            var more = Enumerable.Range(0, _options.Length - apart).Select(left => (Left: left, Right: left + apart)).ToArray();
            if (Count + more.Sum(pair => _contrasts[pair.Left].Count * _contrasts[pair.Right].Count) > most)
                break;
            foreach (var (left, right) in more)
            {
                pairs.Add(new Pair(left, right, _effects, Count));
                (_effects, Count) = (
                    _effects + (_options[left] * _options[right]),
                    Count + (_contrasts[left].Count * _contrasts[right].Count)
                );
            }
        }
        _pairs = [.. pairs];
        _partners =
        [
            .. Enumerable
                .Range(0, _options.Length)
                .Select(decision => pairs.Where(pair => pair.Left == decision || pair.Right == decision).ToImmutableArray()),
        ];
    }

    public int Count { get; }

    /// <summary>The first so many are the constant and those of single decisions.</summary>
    public int Singles { get; }

    public int Decisions => _singles.Length;

    /// <summary>Number of pairs of decisions, as many as there is room for.</summary>
    public int Pairs => _pairs.Length;

    public double[] Of(ReadOnlySpan<int> choices)
    {
        var features = new double[Count];
        features[0] = 1;
        for (var i = 0; i < _singles.Length; i++)
            _contrasts[i].Of(choices[i]).CopyTo(features.AsSpan(_singles[i].Feature));
        foreach (var pair in _pairs)
        {
            var feature = pair.Feature;
            foreach (var left in _contrasts[pair.Left].Of(choices[pair.Left]))
            {
                foreach (var right in _contrasts[pair.Right].Of(choices[pair.Right]))
                    features[feature++] = left * right;
            }
        }
        return features;
    }

    /// <summary>The effects that weights of the features stand for.</summary>
    public double[] Expand(double[] weights)
    {
        var effects = new double[_effects];
        effects[0] = weights[0];
        for (var i = 0; i < _singles.Length; i++)
        {
            for (var option = 0; option < _options[i]; option++)
            {
                var feature = _singles[i].Feature;
                foreach (var value in _contrasts[i].Of(option))
                    effects[_singles[i].Effect + option] += value * weights[feature++];
            }
        }
        foreach (var pair in _pairs)
        {
            for (var both = 0; both < _options[pair.Left] * _options[pair.Right]; both++)
            {
                var feature = pair.Feature;
                foreach (var left in _contrasts[pair.Left].Of(both / _options[pair.Right]))
                {
                    foreach (var right in _contrasts[pair.Right].Of(both % _options[pair.Right]))
                        effects[pair.Effect + both] += left * right * weights[feature++];
                }
            }
        }
        return effects;
    }

    /// <summary>Predicted value of an architecture: the sum of its effects.</summary>
    public double Value(double[] effects, ReadOnlySpan<int> choices)
    {
        var sum = effects[0];
        for (var i = 0; i < _singles.Length; i++)
            sum += effects[_singles[i].Effect + choices[i]];
        foreach (var pair in _pairs)
            sum += effects[EffectOf(pair, choices)];
        return sum;
    }

    /// <summary>Part of one decision in the predicted value of an architecture, alone and with the others.</summary>
    public double Share(double[] effects, ReadOnlySpan<int> choices, int decision)
    {
        var sum = effects[_singles[decision].Effect + choices[decision]];
        foreach (var pair in _partners[decision])
            sum += effects[EffectOf(pair, choices)];
        return sum;
    }

    private int EffectOf(Pair pair, ReadOnlySpan<int> choices) =>
        pair.Effect + (choices[pair.Left] * _options[pair.Right]) + choices[pair.Right];
}
