using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>
/// Every combination of allowed options whose costs sum into the range: nothing is listed, whatever their number. Draws heed the weights of
/// an <see cref="IWeightedSpace"/>; counts and numbers do not.
/// </summary>
internal sealed class SummedSet : IFeasibleSet
{
    private readonly ISearchSpace _space;
    private readonly OptionMask _mask;
    private readonly string _unit;
    private readonly AdditiveCost _cost;
    private readonly CostRange _range;
    private readonly ImmutableArray<ImmutableArray<long>> _costs;
    private readonly ImmutableArray<ImmutableArray<int>> _weights;
    private readonly Lazy<SumTable> _table;
    private readonly Lazy<SumTable> _draws;

    public SummedSet(ISearchSpace space, OptionMask mask, string unit, AdditiveCost cost, CostRange range)
    {
        (_space, _mask, _unit, _cost, _range) = (space, mask, unit, cost, range);
        _costs =
        [
            .. mask.Options.Select((options, decision) => options.Select(option => cost.PerOption[decision][option]).ToImmutableArray()),
        ];
        _weights = WeightsOf(space, mask);
        _table = new Lazy<SumTable>(() => Table(_costs, cost.Base));
        _draws = _weights.IsDefault ? _table : new Lazy<SumTable>(() => Table(_costs, cost.Base, _weights));
    }

    public BigInteger Count => _table.Value.Count;

    public bool IsEmpty => _draws.Value.Count.IsZero;

    public CostRange Reachable => new(_cost.Base + _costs.Sum(options => options.Min()), _cost.Base + _costs.Sum(options => options.Max()));

    public bool Contains(Architecture architecture) => _mask.Allows(architecture) && _range.Contains(_cost.Of(architecture));

    public Architecture At(BigInteger number) => Chosen(_table.Value.At(number));

    public Architecture? Draw(RandomStream random) => _draws.Value.Draw(random) is { } choices ? Chosen(choices) : null;

    public double ProbabilityOf(Architecture architecture) =>
        Contains(architecture)
            ? Math.Exp(
                BigInteger.Log(
                    _draws.Value.NumbersOf([.. _mask.Options.Select((options, i) => options.BinarySearch(architecture.Choices[i]))]).Length
                ) - BigInteger.Log(_draws.Value.Count)
            )
            : 0;

    public (long? Below, long? Above) Nearest()
    {
        var fixedCost = _cost.Base;
        try
        {
            var (below, above) = new SumScale(_costs).Nearest((BigInteger)_range.Min - fixedCost, (BigInteger)_range.Max - fixedCost);
            return (below + fixedCost, above + fixedCost);
        }
        catch (TableTooLargeException)
        {
            throw TooFine();
        }
    }

    public Architecture? Redraw(Architecture parent, int[] decisions, RandomStream random)
    {
        var options = _mask.Options;
        var all = decisions.Length == options.Length;
        var table = all
            ? _draws.Value
            : Table(
                [.. decisions.Select(i => _costs[i])],
                _cost.Of(parent) - decisions.Sum(i => _cost.PerOption[i][parent.Choices[i]]),
                _weights.IsDefault ? default : [.. decisions.Select(i => _weights[i])]
            );
        NumberBlock[] excluded = Contains(parent)
            ? [table.NumbersOf([.. decisions.Select(i => options[i].BinarySearch(parent.Choices[i]))])]
            : [];
        if (table.Draw(random, excluded) is not { } drawn)
            return null;
        var choices = parent.Choices.ToBuilder();
        for (var i = 0; i < decisions.Length; i++)
            choices[decisions[i]] = options[decisions[i]][drawn[i]];
        return new Architecture(choices.ToImmutable());
    }

    public Architecture? Recombine(Architecture first, Architecture second, int[][] groups, RandomStream random)
    {
        long Share(Architecture parent, int[] group) => group.Sum(i => _cost.PerOption[i][parent.Choices[i]]);
        var costs = groups.Select(group => ImmutableArray.Create(Share(first, group), Share(second, group))).ToImmutableArray();
        var common = _cost.Of(first) - costs.Sum(pair => pair[0]);
        var table = Table(costs, common);
        // Of all recombinations in lexicographic order, the first parent is the first and the second parent the last.
        var parents = new List<NumberBlock>();
        if (Contains(first))
            parents.Add(new NumberBlock(0, 1));
        if (Contains(second))
            parents.Add(new NumberBlock(table.Count - 1, 1));
        if (table.Draw(random, [.. parents]) is not { } drawn)
            return null;

        var choices = first.Choices.ToBuilder();
        foreach (var i in groups.Where((_, group) => drawn[group] == 1).SelectMany(group => group))
            choices[i] = second.Choices[i];
        return new Architecture(choices.ToImmutable());
    }

    private Architecture Chosen(int[] choices) => new([.. choices.Select((choice, decision) => _mask.Options[decision][choice])]);

    /// <summary>Weights of the options that the mask allows; default where all are alike.</summary>
    internal static ImmutableArray<ImmutableArray<int>> WeightsOf(ISearchSpace space, OptionMask mask)
    {
        if (space is not IWeightedSpace weighted)
            return default;
        var weights = mask.Options.Select((allowed, decision) => weighted.WeightsOf(decision, allowed)).ToImmutableArray();
        return weights.All(options => options.All(weight => weight == 1)) ? default : weights;
    }

    /// <summary>A table of lists of costs for the range, where <paramref name="fixedCost"/> is spent already.</summary>
    private SumTable Table(
        ImmutableArray<ImmutableArray<long>> costs,
        long fixedCost,
        ImmutableArray<ImmutableArray<int>> weights = default
    )
    {
        try
        {
            return new SumTable(costs, (BigInteger)_range.Min - fixedCost, (BigInteger)_range.Max - fixedCost, weights);
        }
        catch (TableTooLargeException)
        {
            throw TooFine();
        }
    }

    private UserException TooFine() =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The architectures of {_space.Name} with from {_range.Min:N0} to {_range.Max:N0} {_unit} cannot be counted exactly in "
            ) + "reasonable memory: take a space whose layer widths share larger factors, or a smaller upper end of the range."
        );
}
