using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.Hocon;
using Seed.Methods.BlackBox;
using Seed.Methods.CrNas;
using Seed.Methods.Fidelity;
using Seed.Methods.StNas;

namespace Seed.SearchFiles;

/// <summary>What no single value shows: names that must be known, and settings that must fit together.</summary>
public static class SettingsChecks
{
    /// <returns>The settings with the strategies' defaults filled in as well.</returns>
    public static SearchSettings Complete(SearchSettings settings, ProblemList problems) => settings switch
    {
        StNasSettings stNas => StNasChecks.Complete(stNas, problems),
        FidelitySettings study => FidelityChecks.Complete(study, problems),
        CrNasSettings crNas => CrNasChecks.Complete(crNas, problems),
        BlackBoxSettings blackBox => BlackBoxChecks.Complete(blackBox, problems),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Method, "No checks for this method."),
    };
}
