using System.Collections.Immutable;
using Actors.Search.Planning;
using Actors.Search.State;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Seed.Tests.Recipes.Method;

internal sealed class ToyMethod() : SearchMethod<ToySettings>(ToySettings.MethodName)
{
    public override ImmutableArray<string> DecidingPhases => [PhaseNames.Search];

    public override ImmutableArray<string> StrategySections => ["strategy"];

    protected override IEnumerable<StrategySettings> StrategiesOf(ToySettings settings) => [settings.Strategy];

    protected override NamedStrategy? StrategyOf(ToySettings settings, string phase) =>
        phase == PhaseNames.Search ? new("strategy", settings.Strategy) : null;

    protected override SearchPlan Plan(ToySettings settings, SearchContext context) =>
        new([new PlannedPhase(PhaseNames.Search, _ => new PhaseStart.Explore(Search(settings)))]);

    private static CandidateSpec Search(ToySettings settings)
    {
        var strategy = settings.Strategy;
        return new CandidateSpec(
            strategy.Candidates,
            strategy.Window,
            InOrder: true,
            strategy.Attempts,
            strategy.Name,
            strategy.Options.ToJsonString(),
            SpacePart.Whole,
            CostRange.Any.Min,
            CostRange.Any.Max,
            [WeightsRef.None(0)],
            Priority: 1
        );
    }
}
