using System.Collections.Immutable;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Search.State;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Methods;

/// <summary>
/// A phase proposes candidates and has them scored by a table or a command: there are no weights to wait for. Further phases are planned by
/// plug-ins.
/// </summary>
public sealed class BlackBoxMethod() : SearchMethod<BlackBoxSettings>(BlackBoxSettings.MethodName)
{
    private const int Priority = 1;

    public override ImmutableArray<string> DecidingPhases => [PhaseNames.Search];

    public override ImmutableArray<string> StrategySections => ["strategy"];

    public override ImmutableArray<string> FreeKeys => ["space.table", "evaluator.directory", "evaluator.time-limit"];

    public override ImmutableArray<EditionKey> Editions => [new("space.columns.edition", Counts: true)];

    protected override IEnumerable<StrategySettings> StrategiesOf(BlackBoxSettings settings) => [settings.Strategy];

    protected override NamedStrategy? StrategyOf(BlackBoxSettings settings, string phase) =>
        phase == PhaseNames.Search ? new("strategy", settings.Strategy) : null;

    protected override ImmutableArray<string> LaterThan(BlackBoxSettings settings, string phase) =>
        phase == PhaseNames.Search ? ["strategy", "constraint", "phases"] : [];

    /// <summary>
    /// Scores of a command are never reused: the program can change without a word of the settings, and its new version must not get the
    /// scores of the old one.
    /// </summary>
    protected override bool CanReuseScores(BlackBoxSettings settings) => settings.Evaluator.Command is null;

    protected override SearchPlan Plan(BlackBoxSettings settings, SearchContext context)
    {
        var search = PluginPhasePlanner.Followed(settings, PhaseNames.Search, Search(settings));
        var offer = new PhaseOffer(spec => spec, Training: null);
        return new([
            new PlannedPhase(PhaseNames.Search, _ => new PhaseStart.Explore(search)),
            .. PluginPhasePlanner.After(this, PhaseNames.Search, context, _ => offer),
        ]);
    }

    private static CandidateSpec Search(BlackBoxSettings settings)
    {
        var (strategy, range) = (settings.Strategy, BlackBoxPhaseSpaces.RangeOf(settings));
        return new CandidateSpec(
            strategy.Candidates,
            strategy.Window,
            strategy.Order == "proposal",
            strategy.Attempts,
            strategy.Name,
            strategy.Options.ToJsonString(),
            SpacePart.Whole,
            range.Min,
            range.Max,
            [.. Enumerable.Range(0, settings.Evaluator.Samples).Select(WeightsRef.None)],
            Priority,
            Seed: strategy.Seed
        );
    }
}
