using Nas.Model.Settings;

namespace Seed.SearchFiles;

/// <summary>What no single value shows: how settings fit together.</summary>
public static class SettingsChecks
{
    public static void Check(SearchSettings settings, ProblemList problems)
    {
        CheckConstraint(settings, problems);
        CheckChains(settings.Langevin, problems);
        CheckWarmup("supernet", settings.Supernet.WarmupSteps, settings.Supernet.Steps, problems);
        CheckWarmup("retrain", settings.Retrain.WarmupSteps, settings.Retrain.Steps, problems);
    }

    private static void CheckConstraint(SearchSettings settings, ProblemList problems)
    {
        if (settings.Constraint.Madds is not { } range) return;
        var (min, max) = (range[0], range[1]);
        if (min < 0) problems.Add("constraint.madds", $"must not be negative, but begins at {min}");
        if (min > max) problems.Add("constraint.madds", $"is empty, for {ScaledNumber.Format(min)} is more than {ScaledNumber.Format(max)}; write [{ScaledNumber.Format(max)}, {ScaledNumber.Format(min)}]");
    }

    private static void CheckChains(LangevinSettings langevin, ProblemList problems)
    {
        if (langevin.Samples > 0 && langevin.Chains > langevin.Samples)
        {
            problems.Add("langevin.chains", $"must not exceed langevin.samples ({langevin.Samples}), but is {langevin.Chains}: a chain would have no sample to draw");
        }
    }

    private static void CheckWarmup(string section, int warmup, int steps, ProblemList problems)
    {
        if (warmup > steps) problems.Add($"{section}.warmup-steps", $"must not exceed {section}.steps ({steps}), but is {warmup}");
    }
}
