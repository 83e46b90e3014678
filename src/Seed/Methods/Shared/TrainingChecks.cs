using Nas.Model.Settings;
using Seed.Hocon;

namespace Seed.Methods.Shared;

/// <summary>Checks of training runs and chains.</summary>
internal static class TrainingChecks
{
    public static void Warmup(string section, TrainingSettings training, ProblemList problems)
    {
        if (training.WarmupSteps <= training.Steps)
            return;
        problems.Add(
            $"{section}.warmup-steps",
            $"must not exceed {section}.steps ({training.Steps}), but is {training.WarmupSteps}; lower it"
        );
    }

    public static void Chains(string section, LangevinSettings langevin, ProblemList problems)
    {
        if (langevin.Samples == 0 || langevin.Chains <= langevin.Samples)
            return;
        problems.Add(
            $"{section}.chains",
            $"must not exceed {section}.samples ({langevin.Samples}), but is {langevin.Chains}: a chain would have no sample to draw"
        );
    }
}
