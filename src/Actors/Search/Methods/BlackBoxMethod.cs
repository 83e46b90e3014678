using System.Collections.Immutable;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Search.State;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces;

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

    public ImmutableArray<string> LaterThan(SearchSettings settings, string phase) => phase == PhaseNames.Search ? ["strategy", "constraint", "phases"] : [];

    public SearchPlan Plan(SearchContext context)
    {
        var settings = (BlackBoxSettings)context.Settings;
        var search = PluginPhasePlanner.Followed(settings, PhaseNames.Search, Search(settings));
        var stem = new PhaseStem(spec => spec, Training: null);
        return new([new PlannedPhase(PhaseNames.Search, _ => new PhaseStart.Explore(search)), .. PluginPhasePlanner.After(this, PhaseNames.Search, context, _ => stem)]);
    }

    private static CandidateSpec Search(BlackBoxSettings settings)
    {
        var (strategy, range) = (settings.Strategy, BlackBoxPhaseSpaces.RangeOf(settings));
        return new CandidateSpec(
            strategy.Candidates, strategy.Window, strategy.Order == "proposal", strategy.Attempts, strategy.Name, strategy.Options.ToJsonString(),
            SpacePart.Whole, range.Min, range.Max, [.. Enumerable.Range(0, settings.Evaluator.Samples).Select(WeightsRef.None)], Priority,
            Seed: strategy.Seed);
    }
}
