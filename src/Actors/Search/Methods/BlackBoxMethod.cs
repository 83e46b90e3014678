using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Settings;
using Nas.Model.Spaces.BlackBox;

namespace Actors.Search.Methods;

/// <summary>One phase, which proposes candidates and has them scored by a table or a command: there are no weights to wait for.</summary>
public sealed class BlackBoxMethod : ISearchMethod
{
    private const int Priority = 1;

    public string Name => BlackBoxSettings.MethodName;

    public IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings) => [((BlackBoxSettings)settings).Strategy];

    public ImmutableArray<string> LaterThan(string phase) => ["strategy", "constraint"];

    public SearchPlan Plan(SearchContext context) => new([new PlannedPhase(PhaseNames.Search, _ => Search((BlackBoxSettings)context.Settings))]);

    private static PhaseStart.Explore Search(BlackBoxSettings settings)
    {
        var (strategy, range) = (settings.Strategy, BlackBoxPhaseSpaces.RangeOf(settings));
        return new PhaseStart.Explore(new CandidateSpec(
            strategy.Candidates, strategy.Window, strategy.Order == "proposal", strategy.Attempts, strategy.Name, strategy.Options.ToJsonString(),
            BlackBoxPhaseSpaces.Whole, range.Min, range.Max, [.. Enumerable.Range(0, settings.Evaluator.Samples).Select(WeightsRef.None)], Priority,
            Seed: strategy.Seed));
    }
}
