using System.Collections.Immutable;
using System.Numerics;

namespace Nas.Model.Spaces;

/// <summary>A space whose architectures cost something else than they say themselves.</summary>
internal class CostedSpace(ISearchSpace space, ICost cost) : IWeightedSpace
{
    public static ISearchSpace Of(ISearchSpace space, ICost cost) =>
        space is IListedSpace listed ? new Listed(listed, cost) : new CostedSpace(space, cost);

    public string Name => space.Name;

    public ImmutableArray<Decision> Decisions => space.Decisions;

    public ICost MAdds => cost;

    public ICost Parameters => space.Parameters;

    public BigInteger Count => space.Count;

    public bool IsComplete(Architecture architecture) => space.IsComplete(architecture);

    public Architecture Canonical(Architecture architecture) => space.Canonical(architecture);

    public ImmutableArray<int> WeightsOf(int decision, ImmutableArray<int> allowed) =>
        space is IWeightedSpace weighted ? weighted.WeightsOf(decision, allowed) : [.. allowed.Select(_ => 1)];

    public string Format(Architecture architecture) => space.Format(architecture);

    public Architecture Parse(string text) => space.Parse(text);

    private sealed class Listed(IListedSpace space, ICost cost) : CostedSpace(space, cost), IListedSpace
    {
        public ArchitectureList Architectures => space.Architectures;
    }
}
