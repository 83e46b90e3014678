using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>
/// The architectures of a space whose MAdds, or another cost, lie in a range and whose options a mask allows: counted exactly, drawn
/// exactly uniformly, numbered without gaps. Immutable and safe to share between threads; the table behind it is made when first needed.
/// </summary>
public sealed class ConstrainedSpace
{
    private readonly ImmutableArray<ImmutableArray<long>> _costs;
    private readonly Lazy<SumTable> _table;

    /// <param name="measure">What the range bounds; null: the MAdds.</param>
    public ConstrainedSpace(ISearchSpace space, CostRange range, OptionMask? mask = null, CostMeasure? measure = null)
    {
        Space = space;
        Range = range;
        Measure = measure ?? new CostMeasure("MAdds", space.MAdds);
        Mask = mask ?? OptionMask.All(space);
        var costs = Measure.Cost.PerOption;
        _costs = [.. Mask.Options.Select((options, decision) => options.Select(option => costs[decision][option]).ToImmutableArray())];
        _table = new Lazy<SumTable>(() => Table(_costs, Measure.Cost.Base));
    }

    public ISearchSpace Space { get; }

    /// <summary>Of the <see cref="Measure"/>.</summary>
    public CostRange Range { get; }

    public CostMeasure Measure { get; }

    public OptionMask Mask { get; }

    /// <summary>The range of the measure that the mask leaves, whatever <see cref="Range"/> says.</summary>
    public CostRange Reachable =>
        new(Measure.Cost.Base + _costs.Sum(options => options.Min()), Measure.Cost.Base + _costs.Sum(options => options.Max()));

    /// <summary>How many architectures; 0 where no one meets the constraint.</summary>
    /// <exception cref="UserException">The space's costs are too irregular to count exactly.</exception>
    public BigInteger Count => _table.Value.Count;

    public bool Contains(Architecture architecture) => Mask.Allows(architecture) && Range.Contains(Measure.Cost.Of(architecture));

    /// <summary>A uniform draw.</summary>
    /// <exception cref="InfeasibleException">No architecture meets the constraint.</exception>
    public Architecture Sample(RandomStream random) => At(random.Next(RequireFeasible()._table.Value.Count));

    /// <summary>The architecture of this number, from 0, in the lexicographic order of choices.</summary>
    public Architecture At(BigInteger number)
    {
        var choices = _table.Value.At(number);
        return new Architecture([.. choices.Select((choice, decision) => Mask.Options[decision][choice])]);
    }

    /// <summary>This space, if any architecture meets the constraint.</summary>
    /// <exception cref="InfeasibleException">None does; the sentence names the nearest feasible values.</exception>
    public ConstrainedSpace RequireFeasible() => Count.IsZero ? throw Infeasible() : this;

    /// <summary>The greatest cost of any allowed architecture below the range and the least above it; null where there is none.</summary>
    public (long? Below, long? Above) Nearest()
    {
        var fixedCost = Measure.Cost.Base;
        try
        {
            var (below, above) = new SumScale(_costs).Nearest((BigInteger)Range.Min - fixedCost, (BigInteger)Range.Max - fixedCost);
            return (below + fixedCost, above + fixedCost);
        }
        catch (TableTooLargeException)
        {
            throw TooFine();
        }
    }

    /// <summary>The table of all decisions.</summary>
    internal SumTable Combinations => _table.Value;

    /// <summary>A table of other lists of costs for the same range, where <paramref name="fixedCost"/> is spent already.</summary>
    internal SumTable Table(ImmutableArray<ImmutableArray<long>> costs, long fixedCost)
    {
        try
        {
            return new SumTable(costs, (BigInteger)Range.Min - fixedCost, (BigInteger)Range.Max - fixedCost);
        }
        catch (TableTooLargeException)
        {
            throw TooFine();
        }
    }

    private InfeasibleException Infeasible()
    {
        var (below, above) = Nearest();
        string[] nearest = [.. new[] { (Value: below, Side: "below"), (Value: above, Side: "above") }
            .Where(pair => pair.Value is not null)
            .Select(pair => $"{Number(pair.Value!.Value)} {pair.Side} it")];
        return new InfeasibleException(
            $"No architecture of {Space.Name} has from {Number(Range.Min)} to {Number(Range.Max)} {Measure.Unit}: "
            + $"the nearest feasible {Measure.Unit} are {string.Join(" and ", nearest)}.");
    }

    private UserException TooFine() => new(
        $"The architectures of {Space.Name} with from {Number(Range.Min)} to {Number(Range.Max)} {Measure.Unit} cannot be counted exactly in "
        + "reasonable memory: take a space whose layer widths share larger factors, or a smaller upper end of the range.");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
