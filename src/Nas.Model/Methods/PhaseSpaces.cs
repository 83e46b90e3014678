using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Methods;

/// <summary>The spaces of a search's method.</summary>
public static class PhaseSpaces
{
    /// <exception cref="UserException">A preset or a backbone that is unknown, or a table that cannot be used.</exception>
    public static IPhaseSpaces Of(SearchSettings settings) => settings switch
    {
        StNasSettings stNas => new TopologyPhaseSpaces(SearchSpaces.Open(stNas.Space, stNas.Plugins)),
        FidelitySettings study => new TopologyPhaseSpaces(SearchSpaces.Open(study.Space, study.Plugins)),
        CrNasSettings crNas => new ReallocationPhaseSpaces(crNas),
        BlackBoxSettings blackBox => new BlackBoxPhaseSpaces(blackBox),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Method, "No spaces for this method."),
    };
}
