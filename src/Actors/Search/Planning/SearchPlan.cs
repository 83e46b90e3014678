using System.Collections.Immutable;
using Actors.Search.State;
using Nas.Model.Settings;

namespace Actors.Search.Planning;

/// <param name="Section">The section of the search file that names it.</param>
public sealed record NamedStrategy(string Section, StrategySettings Settings);

/// <summary>The phases of one search in their order: each starts after those before it have started.</summary>
public sealed record SearchPlan(ImmutableArray<PlannedPhase> Phases);

/// <param name="Start">
/// Decides whether the phase can start, and with what: a pure function of the state. Its answer is journaled, so that it is asked no more
/// once the phase has started, and readers of the journal need neither plan nor space.
/// </param>
public sealed record PlannedPhase(string Name, Func<SearchState, PhaseStart> Start);
