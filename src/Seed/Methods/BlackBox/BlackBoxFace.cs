using Nas.Model.Execution;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Plugins;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Hocon;
using Seed.Methods.Shared;
using Seed.Results;

namespace Seed.Methods.BlackBox;

/// <summary>Search over anything that a table, a command or a plug-in can score.</summary>
public sealed class BlackBoxFace() : MethodFace<BlackBoxSettings>(BlackBoxSettings.MethodName)
{
    protected override BlackBoxSettings Complete(BlackBoxSettings settings, ProblemList problems) =>
        BlackBoxChecks.Complete(settings, problems);

    protected override IEnumerable<PluginClass?> PluginsOf(BlackBoxSettings settings) =>
        [
            PluginChecks.Find<ISearchSpace>(settings.Space.Plugin) ?? PluginChecks.Find<ITopologySpace>(settings.Space.Plugin),
            PluginChecks.Find<IEvaluator>(settings.Evaluator.Plugin),
            PluginChecks.Find<ICostModel>(settings.Constraint.Plugin),
        ];

    protected override RunPlan Plan(BlackBoxSettings settings) => BlackBoxPlan.Of(settings);

    protected override MethodData Data(BlackBoxSettings settings) =>
        settings.Evaluator is { Command: { } command, Directory: var directory }
            ? new([new ProgramNeed(() => CommandProgram.Require(command, directory))])
            : new([]);

    protected override KnownTruth? Truth(BlackBoxSettings settings) =>
        settings.Evaluator.Command is null && new BlackBoxPhaseSpaces(settings).Table is { } table
            ? KnownTruth.Of(table, BlackBoxPhaseSpaces.RangeOf(settings))
            : null;

    protected override ISearchResult Result(BlackBoxSettings settings, SearchOutcome outcome) => new BlackBoxResult(settings, outcome);
}
