using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>Every combination of allowed options whose costs sum into the range: nothing is listed, whatever their number.</summary>
internal sealed class SummedSet : IFeasibleSet
{
    private readonly ISearchSpace _space;
    private readonly OptionMask _mask;
    private readonly string _unit;
    private readonly AdditiveCost _cost;
    private readonly CostRange _range;
    private readonly ImmutableArray<ImmutableArray<long>> _costs;
    private readonly Lazy<SumTable> _table;

    public SummedSet(ISearchSpace space, OptionMask mask, string unit, AdditiveCost cost, CostRange range)
    {
        (_space, _mask, _unit, _cost, _range) = (space, mask, unit, cost, range);
        _costs =
        [
            .. mask.Options.Select((options, decision) => options.Select(option => cost.PerOption[decision][option]).ToImmutableArray()),
        ];
        _table = new Lazy<SumTable>(() => Table(_costs, cost.Base));
    }

    public BigInteger Count => _table.Value.Count;

    public CostRange Reachable => new(_cost.Base + _costs.Sum(options => options.Min()), _cost.Base + _costs.Sum(options => options.Max()));

    public bool Contains(Architecture architecture) => _mask.Allows(architecture) && _range.Contains(_cost.Of(architecture));

    public Architecture At(BigInteger number)
    {
        var choices = _table.Value.At(number);
        return new Architecture([.. choices.Select((choice, decision) => _mask.Options[decision][choice])]);
    }

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
            ? _table.Value
            : Table(
                [.. decisions.Select(i => options[i].Select(option => _cost.PerOption[i][option]).ToImmutableArray())],
                _cost.Of(parent) - decisions.Sum(i => _cost.PerOption[i][parent.Choices[i]])
            );
        BigInteger[] excluded = Contains(parent)
            ? [table.NumberOf([.. decisions.Select(i => options[i].BinarySearch(parent.Choices[i]))])]
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
        var parents = new List<BigInteger>();
        if (Contains(first))
            parents.Add(0);
        if (Contains(second))
            parents.Add(table.Count - 1);
        if (table.Draw(random, [.. parents]) is not { } drawn)
            return null;

        var choices = first.Choices.ToBuilder();
        foreach (var i in groups.Where((_, group) => drawn[group] == 1).SelectMany(group => group))
            choices[i] = second.Choices[i];
        return new Architecture(choices.ToImmutable());
    }

    /// <summary>A table of lists of costs for the range, where <paramref name="fixedCost"/> is spent already.</summary>
    private SumTable Table(ImmutableArray<ImmutableArray<long>> costs, long fixedCost)
    {
        try
        {
            return new SumTable(costs, (BigInteger)_range.Min - fixedCost, (BigInteger)_range.Max - fixedCost);
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
