using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.Methods.BlackBox;
using Seed.Methods.CrNas;
using Seed.Methods.Fidelity;
using Seed.Methods.StNas;

namespace Seed.Methods.Shared;

/// <summary>What a search file asks for, before anything is done.</summary>
public abstract record RunPlan
{
    /// <exception cref="Nas.Model.InfeasibleException">No architecture meets the constraint.</exception>
    public static RunPlan Of(SearchSettings settings) => settings switch
    {
        StNasSettings stNas => StNasPlan.Of(stNas),
        FidelitySettings study => FidelityPlan.Of(study),
        CrNasSettings crNas => CrNasPlan.Of(crNas),
        BlackBoxSettings blackBox => BlackBoxPlan.Of(blackBox),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Method, "No plan for this method."),
    };
}
