using System.Collections.Immutable;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Methods;

/// <summary>
/// A way to search: which phases follow each other, built of the two kinds of phase there are (<see cref="TrainingSpec"/> and
/// <see cref="CandidateSpec"/>). A new method is one class and a line in <see cref="SearchMethods"/>.
/// </summary>
public interface ISearchMethod
{
    /// <summary>As search files name it.</summary>
    string Name { get; }

    /// <summary>The strategies that the settings name, in the order of their phases.</summary>
    IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings);

    /// <summary>The strategy of a candidate phase; null: not for the settings to name.</summary>
    PhaseStrategy? StrategyOf(SearchSettings settings, string phase);

    SearchPlan Plan(SearchContext context);

    /// <summary>
    /// Keys and sections of the settings that neither the phases before a candidate phase nor its scores depend on: another search may differ
    /// in them and go on with both.
    /// </summary>
    ImmutableArray<string> LaterThan(SearchSettings settings, string phase);
}

/// <param name="Section">The section of the search file that names it.</param>
public sealed record PhaseStrategy(string Section, StrategySettings Settings);

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

    /// <summary>Somebody else's code says what, which may take its time: it is asked on a thread of its own.</summary>
    /// <param name="Ask">A pure function, which answers with one of the others, and throws nothing.</param>
    /// <param name="Late">What it comes to where there is no answer within the patience.</param>
    public sealed record Thought(Func<PhaseStart> Ask, TimeSpan Patience, Impossible Late) : PhaseStart;

    /// <summary>It never can: the search fails with this sentence.</summary>
    public sealed record Impossible(string Reason) : PhaseStart;
}

/// <summary>What a method plans with.</summary>
public sealed record SearchContext(SearchSettings Settings, IPhaseSpaces Spaces);

/// <summary>The methods that a search file can name.</summary>
public static class SearchMethods
{
    private static readonly ImmutableArray<ISearchMethod> All = [new StNasMethod(), new CrNasMethod(), new BlackBoxMethod(), new FidelityMethod()];

    public static SearchPlan Plan(SearchContext context) => Of(context.Settings).Plan(context);

    public static IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings) => Of(settings).StrategiesOf(settings);

    public static PhaseStrategy? StrategyOf(SearchSettings settings, string phase) => Of(settings).StrategyOf(settings, phase);

    /// <inheritdoc cref="ISearchMethod.LaterThan"/>
    public static ImmutableArray<string> LaterThan(SearchSettings settings, string phase) => Of(settings).LaterThan(settings, phase);

    private static ISearchMethod Of(SearchSettings settings) => All.FirstOrDefault(method => method.Name == settings.Method)
        ?? throw new Nas.Model.UserException($"method is '{settings.Method}': there are {string.Join(", ", All.Select(method => method.Name))}.");
}
