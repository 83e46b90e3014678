using System.Collections.Immutable;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Actors.Search.Methods;

/// <summary>
/// A way to search: which phases follow each other, built of the two kinds of phase there are (<see cref="TrainingSpec"/> and
/// <see cref="CandidateSpec"/>). A new method is one class and a line in <see cref="SearchMethods"/>.
/// </summary>
public interface ISearchMethod
{
    /// <summary>As search files name it.</summary>
    string Name { get; }

    SearchPlan Plan(SearchContext context);
}

/// <summary>The phases of one search in their order: each starts after those before it have started.</summary>
public sealed record SearchPlan(ImmutableArray<PlannedPhase> Phases);

/// <param name="Start">
/// Whether the phase can start, and with what: a pure function of the state. Its answer is journaled, so that it is asked no more once the
/// phase has started, and readers of the journal need neither plan nor space.
/// </param>
public sealed record PlannedPhase(string Name, Func<SearchState, PhaseStart> Start);

public abstract record PhaseStart
{
    /// <summary>Its inputs are not known yet.</summary>
    public sealed record Later : PhaseStart
    {
        public static readonly Later Instance = new();
    }

    public sealed record Train(TrainingSpec Spec, string? Note = null) : PhaseStart;

    public sealed record Explore(CandidateSpec Spec, string? Note = null) : PhaseStart;

    /// <summary>It never can: the search fails with this sentence.</summary>
    public sealed record Impossible(string Reason) : PhaseStart;
}

/// <summary>What a method plans with.</summary>
public sealed record SearchContext(SearchSettings Settings, ISearchSpace Space)
{
    /// <summary>What may be proposed in a phase.</summary>
    public ConstrainedSpace SpaceOf(string subspace, CostRange madds) => new(Space, madds, MaskOf(subspace));

    private OptionMask MaskOf(string subspace) => (subspace, Space) switch
    {
        (Subspaces.Whole, _) => OptionMask.All(Space),
        (Subspaces.ChainOnly, TopologySpace topology) => topology.ChainOnly,
        _ => throw new InvalidOperationException($"The space {Space.Name} has no part named {subspace}."),
    };
}

/// <summary>The methods that a search file can name.</summary>
public static class SearchMethods
{
    private static readonly ImmutableArray<ISearchMethod> All = [new StNasMethod()];

    public static SearchPlan Plan(SearchContext context) =>
        All.Single(method => method.Name == context.Settings.Method).Plan(context);
}
