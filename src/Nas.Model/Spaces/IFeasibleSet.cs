using System.Numerics;
using Nas.Model.Randomness;

namespace Nas.Model.Spaces;

/// <summary>
/// The architectures that a mask allows and whose cost lies in a range: counted, numbered, and drawn exactly: uniformly, or of an
/// <see cref="IWeightedSpace"/> in proportion to the product of their options' weights.
/// </summary>
internal interface IFeasibleSet
{
    BigInteger Count { get; }

    /// <summary>Whether there is none to draw.</summary>
    bool IsEmpty { get; }

    bool Contains(Architecture architecture);

    /// <summary>The architecture of this number, from 0, in the lexicographic order of choices.</summary>
    Architecture At(BigInteger number);

    /// <summary>A draw; null where there is none.</summary>
    Architecture? Draw(RandomStream random);

    /// <summary>The probability with which an architecture is drawn; 0 for one that is not inside.</summary>
    double ProbabilityOf(Architecture architecture);

    /// <summary>The costs that the mask leaves, whatever the range says.</summary>
    CostRange Reachable { get; }

    /// <summary>The greatest cost of any allowed architecture below the range and the least above it; null where there is none.</summary>
    (long? Below, long? Above) Nearest();

    /// <summary>
    /// A draw of some decisions (ascending), the others as in the parent, among all that are inside and differ from the parent;
    /// null where there is none.
    /// </summary>
    Architecture? Redraw(Architecture parent, int[] decisions, RandomStream random);

    /// <summary>
    /// Takes each of the groups of decisions from one of two parents, which are allowed and agree in all other decisions: a uniform draw
    /// among all that are inside and equal neither parent; null where there is none.
    /// </summary>
    Architecture? Recombine(Architecture first, Architecture second, int[][] groups, RandomStream random);
}
