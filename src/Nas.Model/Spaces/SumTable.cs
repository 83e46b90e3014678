using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>
/// All ways to take one option from each of several lists of costs so that the costs sum into a window: counted, numbered and drawn
/// exactly. Dynamic programming over prefix sums: cell (i, s) holds how many ways there are to choose options i, i + 1, ... after a
/// prefix of sum s so that the total lies in the window. Sums are relative to the least of each list and divided by their common divisor.
/// An option of weight w counts as w options, so that a combination counts as often, and is drawn as often, as the product of its weights
/// says.
/// </summary>
internal sealed class SumTable
{
    /// <summary>Greatest size of a table: half a gigabyte of counts.</summary>
    public const long MostWords = 64L << 20;

    private readonly long[][] _costs;
    private readonly ImmutableArray<ImmutableArray<int>> _weights;
    private readonly long _low;
    private readonly long _high;
    private readonly long[] _rest;
    private readonly ulong[][] _all;
    private readonly long[] _first;
    private readonly long[] _sizes;
    private readonly long _words;
    private readonly ulong[]?[] _cells;

    /// <param name="costs">Costs of each list's options.</param>
    /// <param name="low">Least sum inside the window.</param>
    /// <param name="high">Greatest sum inside the window.</param>
    /// <param name="weights">Weights of each list's options, natural numbers; default: 1 each.</param>
    /// <exception cref="TableTooLargeException">The counts would not fit into <see cref="MostWords"/>.</exception>
    public SumTable(
        ImmutableArray<ImmutableArray<long>> costs,
        BigInteger low,
        BigInteger high,
        ImmutableArray<ImmutableArray<int>> weights = default
    )
        : this(new SumScale(costs), low, high, weights)
    {
        if (_words > MostWords)
            throw new TableTooLargeException(_words);
        for (var i = 0; i < _sizes.Length; i++)
            _cells[i] = _sizes[i] == 0 ? null : new ulong[_sizes[i] * _all[i].Length];
        for (var i = _sizes.Length - 1; i >= 0; i--)
            Fill(i);
        Count = Limbs.ToBigInteger(Ways(0, 0));
    }

    /// <summary>Lays the table out.</summary>
    private SumTable(SumScale scale, BigInteger low, BigInteger high, ImmutableArray<ImmutableArray<int>> weights)
    {
        (_costs, _weights) = (scale.Costs, weights);
        (_low, _high) = scale.Window(low, high);
        var lists = _costs.Length;
        _rest = new long[lists + 1];
        _all = new ulong[lists + 1][];
        _all[lists] = [1];
        var product = BigInteger.One;
        for (var i = lists - 1; i >= 0; i--)
        {
            _rest[i] = _rest[i + 1] + _costs[i].Max();
            product *= weights.IsDefault ? _costs[i].Length : weights[i].Sum();
            _all[i] = Limbs.Of(product, Limbs.Needed(product));
        }
        _first = new long[lists];
        _cells = new ulong[lists][];
        (_sizes, _words) = Measure();
    }

    /// <summary>Size of the table in words, at least; nothing is counted.</summary>
    public static long Words(
        ImmutableArray<ImmutableArray<long>> costs,
        BigInteger low,
        BigInteger high,
        ImmutableArray<ImmutableArray<int>> weights = default
    ) => new SumTable(new SumScale(costs), low, high, weights)._words;

    /// <summary>Number of combinations that have their sum in the window, each as often as its weight says.</summary>
    public BigInteger Count { get; }

    /// <summary>
    /// The combination of this number, from 0, in the lexicographic order of option indices. One of weight w has w numbers in a row.
    /// </summary>
    public int[] At(BigInteger number)
    {
        if (number.Sign < 0 || number >= Count)
            throw new ArgumentOutOfRangeException(nameof(number));
        var left = Limbs.Of(number, _all[0].Length);
        var choices = new int[_costs.Length];
        var sum = 0L;
        for (var i = 0; i < choices.Length; i++)
        {
            var option = 0;
            for (; ; option++)
            {
                var ways = Weighted(Ways(i + 1, sum + _costs[i][option]), WeightOf(i, option), left.Length);
                if (Limbs.Less(left, ways))
                    break;
                Limbs.Subtract(left, ways);
            }
            // What follows is as often there as the option's weight says.
            if (WeightOf(i, option) is > 1 and var weight)
                Limbs.Divide(left, (uint)weight);
            choices[i] = option;
            sum += _costs[i][option];
        }
        return choices;
    }

    /// <summary>The numbers of a combination whose sum lies in the window: <see cref="At"/> turned round.</summary>
    public NumberBlock NumbersOf(ReadOnlySpan<int> choices)
    {
        var (first, length) = (new ulong[_all[0].Length], BigInteger.One);
        var sum = choices.ToArray().Select((option, list) => _costs[list][option]).Sum();
        for (var i = choices.Length - 1; i >= 0; i--)
        {
            sum -= _costs[i][choices[i]];
            var chosen = WeightOf(i, choices[i]);
            length *= chosen;
            if (chosen > 1)
                first = Weighted(first, chosen, first.Length).ToArray();
            for (var option = 0; option < choices[i]; option++)
                Limbs.AddProduct(first, Ways(i + 1, sum + _costs[i][option]), (ulong)WeightOf(i, option));
        }
        return new NumberBlock(Limbs.ToBigInteger(first), length);
    }

    /// <summary>
    /// A draw among the combinations but for those of the excluded numbers, which are distinct and in ascending order; null if none is
    /// left. It is uniform, or in proportion to the weights.
    /// </summary>
    public int[]? Draw(RandomStream random, params ReadOnlySpan<NumberBlock> excluded)
    {
        var count = Count;
        foreach (var hole in excluded)
            count -= hole.Length;
        if (count.Sign <= 0)
            return null;
        var number = random.Next(count);
        foreach (var hole in excluded)
        {
            if (number >= hole.First)
                number += hole.Length;
        }
        return At(number);
    }

    private int WeightOf(int list, int option) => _weights.IsDefault ? 1 : _weights[list][option];

    private static ReadOnlySpan<ulong> Weighted(ReadOnlySpan<ulong> ways, int weight, int limbs)
    {
        if (weight == 1)
            return ways;
        var product = new ulong[limbs];
        Limbs.AddProduct(product, ways, (ulong)weight);
        return product;
    }

    /// <summary>Ways to choose options <paramref name="list"/>, ... after a prefix of this sum; empty for none.</summary>
    private ReadOnlySpan<ulong> Ways(int list, long sum)
    {
        if (sum > _high || sum + _rest[list] < _low)
            return [];
        if (sum >= _low && sum + _rest[list] <= _high)
            return _all[list];
        var limbs = _all[list].Length;
        return _cells[list].AsSpan((int)(sum - _first[list]) * limbs, limbs);
    }

    /// <summary>
    /// Sizes of the lists' cells. There is a cell for every prefix sum from which the window can be missed as well as met.
    /// </summary>
    private (long[] Sizes, long Words) Measure()
    {
        var sizes = new long[_costs.Length];
        var words = 0L;
        var reach = 0L;
        for (var i = 0; i < _costs.Length; i++)
        {
            _first[i] = Math.Max(0, _low - _rest[i]);
            var last = Math.Min(reach, _high);
            var open = last >= _first[i] && (_first[i] < _low || last + _rest[i] > _high);
            sizes[i] = open ? last - _first[i] + 1 : 0;
            words += Math.Min(sizes[i], MostWords) * _all[i].Length;
            reach += _costs[i].Max();
        }
        return (sizes, words);
    }

    private void Fill(int list)
    {
        if (_cells[list] is not { } cells)
            return;
        var limbs = _all[list].Length;
        for (var at = 0; at < cells.Length; at += limbs)
        {
            var cell = cells.AsSpan(at, limbs);
            var sum = _first[list] + (at / limbs);
            for (var option = 0; option < _costs[list].Length; option++)
            {
                var ways = Ways(list + 1, sum + _costs[list][option]);
                if (!ways.IsEmpty)
                    Limbs.AddProduct(cell, ways, (ulong)WeightOf(list, option));
            }
        }
    }
}

/// <summary>An exact count would need more memory than is reasonable.</summary>
internal sealed class TableTooLargeException(long words) : Exception($"A table of at least {words} counts is needed.");
