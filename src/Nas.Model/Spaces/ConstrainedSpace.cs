using System.Globalization;
using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>
/// The architectures of a space whose MAdds, or another cost, lie in a range and whose options a mask allows: counted exactly, drawn
/// exactly as the space says (uniformly, unless it draws topologies first), numbered without gaps. Immutable and safe to share between
/// threads; what it needs is made when first needed.
/// </summary>
public sealed class ConstrainedSpace
{
    /// <param name="measure">The measure that the range bounds; null: the MAdds.</param>
    /// <exception cref="ArgumentException">The space does not list its architectures, and the cost is no sum over its
    /// decisions.</exception>
    public ConstrainedSpace(ISearchSpace space, CostRange range, OptionMask? mask = null, CostMeasure? measure = null)
    {
        Space = space;
        Range = range;
        Measure = measure ?? new CostMeasure("MAdds", space.MAdds);
        Mask = mask ?? OptionMask.All(space);
        Feasible = (space, Measure.Cost) switch
        {
            (IListedSpace listed, _) => new ListedSet(listed.Architectures, Mask, Measure.Cost, range),
            (_, AdditiveCost cost) => new SummedSet(space, Mask, Measure.Unit, cost, range),
            _ => throw new ArgumentException(
                $"The space {space.Name} does not list its architectures, and its {Measure.Unit} are no sum over its decisions.",
                nameof(space)
            ),
        };
    }

    public ISearchSpace Space { get; }

    /// <summary>Range of the <see cref="Measure"/>.</summary>
    public CostRange Range { get; }

    public CostMeasure Measure { get; }

    public OptionMask Mask { get; }

    /// <summary>The range of the measure that the mask leaves, whatever <see cref="Range"/> says.</summary>
    public CostRange Reachable => Feasible.Reachable;

    /// <summary>Number of architectures; 0 where none meets the constraint.</summary>
    /// <exception cref="UserException">The space's costs are too irregular to count exactly.</exception>
    public BigInteger Count => Feasible.Count;

    internal IFeasibleSet Feasible { get; }

    public bool Contains(Architecture architecture) => Feasible.Contains(architecture);

    /// <summary>
    /// A draw: uniform, unless the space is one of topologies that is sampled by topology: then from the distribution that chooses the
    /// present edges first, given the constraint.
    /// </summary>
    /// <exception cref="InfeasibleException">No architecture meets the constraint.</exception>
    public Architecture Sample(RandomStream random) => Feasible.Draw(random) ?? throw Infeasible();

    /// <summary>The probability with which <see cref="Sample"/> returns an architecture; 0 for one outside.</summary>
    public double ProbabilityOf(Architecture architecture) => Feasible.ProbabilityOf(architecture);

    /// <summary>The architecture of this number, from 0, in the lexicographic order of choices.</summary>
    public Architecture At(BigInteger number) => Feasible.At(number);

    /// <summary>Returns this space if any architecture meets the constraint.</summary>
    /// <exception cref="InfeasibleException">None does; the sentence names the nearest feasible values.</exception>
    public ConstrainedSpace RequireFeasible() => Feasible.IsEmpty ? throw Infeasible() : this;

    /// <summary>The greatest cost of any allowed architecture below the range and the least above it; null where there is none.</summary>
    public (long? Below, long? Above) Nearest() => Feasible.Nearest();

    private InfeasibleException Infeasible()
    {
        var (below, above) = Nearest();
        string[] nearest =
        [
            .. new[] { (Value: below, Side: "below"), (Value: above, Side: "above") }
                .Where(pair => pair.Value is not null)
                .Select(pair => $"{Number(pair.Value!.Value)} {pair.Side} it"),
        ];
        return new InfeasibleException(
            $"No architecture of {Space.Name} has from {Number(Range.Min)} to {Number(Range.Max)} {Measure.Unit}: "
                + $"the nearest feasible {Measure.Unit} are {string.Join(" and ", nearest)}."
        );
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
