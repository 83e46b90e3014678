using System.Collections.Immutable;

namespace Nas.Model.Spaces;

/// <summary>A space of which some options are to be drawn more often than others.</summary>
internal interface IWeightedSpace : ISearchSpace
{
    /// <summary>
    /// Weights of the options of a decision, natural numbers without a common factor: without a range of costs, each of them is drawn in
    /// proportion to its weight, and decisions are independent of each other.
    /// </summary>
    /// <param name="allowed">The options that a mask allows.</param>
    ImmutableArray<int> WeightsOf(int decision, ImmutableArray<int> allowed);
}
