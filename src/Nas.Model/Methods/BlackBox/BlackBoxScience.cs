using Nas.Model.Execution;
using Nas.Model.Methods.Shared;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.BlackBox;

/// <summary>Search over anything that a table, a command or a plug-in can score.</summary>
public sealed class BlackBoxScience() : MethodScience<BlackBoxSettings>(BlackBoxSettings.MethodName)
{
    protected override IPhaseSpaces Spaces(BlackBoxSettings settings) => new BlackBoxPhaseSpaces(settings);

    protected override ISearchRuntime Open(BlackBoxSettings settings, RuntimeMeans means) =>
        new BlackBoxRuntime(settings, means.Keeper, means.Hear);
}
