using Nas.Model.Execution;
using Nas.Model.Methods.Shared;
using Nas.Model.Methods.StNas;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.Fidelity;

/// <summary>Studies of how well ST-NAS's proxies rank: they stand on that method.</summary>
public sealed class FidelityScience() : MethodScience<FidelitySettings>(FidelitySettings.MethodName)
{
    protected override IPhaseSpaces Spaces(FidelitySettings settings) =>
        new TopologyPhaseSpaces(SearchSpaces.Open(settings.Space, settings.Plugins));

    protected override ISearchRuntime Open(FidelitySettings settings, RuntimeMeans means) =>
        new StudyRuntime(settings, search => StNasScience.ContextOf(search, means));
}
