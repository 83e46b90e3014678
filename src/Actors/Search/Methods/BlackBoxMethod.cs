using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Settings;
using Nas.Model.Spaces.BlackBox;

namespace Actors.Search.Methods;

/// <summary>
/// A phase proposes candidates and has them scored by a table or a command: there are no weights to wait for. Further phases are planned by plug-ins.
/// </summary>
public sealed class BlackBoxMethod : ISearchMethod
{
    private const int Priority = 1;

    public string Name => BlackBoxSettings.MethodName;

    public IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings) => [((BlackBoxSettings)settings).Strategy];

    public PhaseStrategy? StrategyOf(SearchSettings settings, string phase) =>
        phase == PhaseNames.Search ? new("strategy", ((BlackBoxSettings)settings).Strategy) : null;

    public ImmutableArray<string> LaterThan(string phase) => phase == PhaseNames.Search ? ["strategy", "constraint", "phases"] : [];

    public SearchPlan Plan(SearchContext context)
    {
        var settings = (BlackBoxSettings)context.Settings;
        var search = Search(settings);
        if (settings.Phases is not { } further) return new([new PlannedPhase(PhaseNames.Search, _ => new PhaseStart.Explore(search))]);
        search = search with { Kept = PluginPhases.Kept };
        return new([new PlannedPhase(PhaseNames.Search, _ => new PhaseStart.Explore(search)), .. PluginPhases.Of(context, PhaseNames.Search, search, further)]);
    }

    private static CandidateSpec Search(BlackBoxSettings settings)
    {
        var (strategy, range) = (settings.Strategy, BlackBoxPhaseSpaces.RangeOf(settings));
        return new CandidateSpec(
            strategy.Candidates, strategy.Window, strategy.Order == "proposal", strategy.Attempts, strategy.Name, strategy.Options.ToJsonString(),
            BlackBoxPhaseSpaces.Whole, range.Min, range.Max, [.. Enumerable.Range(0, settings.Evaluator.Samples).Select(WeightsRef.None)], Priority,
            Seed: strategy.Seed);
    }
}
