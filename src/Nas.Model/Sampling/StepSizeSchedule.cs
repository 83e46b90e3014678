using Nas.Model.Settings;

namespace Nas.Model.Sampling;

/// <summary>Step sizes eps_t of Langevin dynamics: pure functions of the step, from 0.</summary>
public abstract record StepSizeSchedule
{
    public abstract double At(int step);

    /// <summary>
    /// The schedule of a search file. eps_0 = 2 * learning-rate / N: the drift (eps / 2) * N * (mean gradient) then equals a step of
    /// gradient descent at that rate on the mean loss.
    /// </summary>
    /// <param name="examples">N, the training examples of the likelihood.</param>
    public static StepSizeSchedule From(LangevinSettings settings, long examples)
    {
        var first = 2 * settings.LearningRate / examples;
        return settings.Schedule switch
        {
            "polynomial" => new PolynomialSteps(first, settings.DecaySteps, settings.DecayPower),
            "cyclic" => new CyclicSteps(first, settings.CycleSteps),
            "constant" => new ConstantSteps(first),
            _ => throw new UserException($"langevin.schedule is '{settings.Schedule}': it must be polynomial, cyclic or constant."),
        };
    }
}

/// <summary>eps_t = eps_0 * (1 + t / b) ^ -gamma (Welling and Teh, 2011).</summary>
public sealed record PolynomialSteps(double First, double DecaySteps, double Power) : StepSizeSchedule
{
    public override double At(int step) => First * Math.Pow(1 + (step / DecaySteps), -Power);
}

/// <summary>Half a cosine from eps_0 towards 0 in each cycle; every rise lets the chain leave its mode (Zhang et al., 2020).</summary>
public sealed record CyclicSteps(double First, int CycleSteps) : StepSizeSchedule
{
    public override double At(int step) => First / 2 * (1 + Math.Cos(Math.PI * (step % CycleSteps) / CycleSteps));
}

public sealed record ConstantSteps(double First) : StepSizeSchedule
{
    public override double At(int step) => First;
}
