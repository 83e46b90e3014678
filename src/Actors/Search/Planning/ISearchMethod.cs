using System.Collections.Immutable;
using Actors.Search.Methods;
using Actors.Search.State;
using Nas.Model.Settings;

namespace Actors.Search.Planning;

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
