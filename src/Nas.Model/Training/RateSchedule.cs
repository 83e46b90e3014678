using Nas.Model.Settings;

namespace Nas.Model.Training;

/// <summary>Learning rate by step: a linear warm-up to the peak, then the curve of the kind of schedule.</summary>
public abstract record RateSchedule(double Peak, int WarmupSteps, int TotalSteps)
{
    /// <summary>The schedule that the settings name.</summary>
    /// <exception cref="UserException">There is no such schedule.</exception>
    public static RateSchedule Of(DetectionTrainingSettings settings) =>
        settings.Schedule switch
        {
            "cosine" => new CosineSchedule(settings.LearningRate, settings.WarmupSteps, settings.Steps),
            "steps" => new StagedSchedule(settings.LearningRate, settings.WarmupSteps, settings.Steps),
            _ => throw new UserException($"schedule is '{settings.Schedule}': it must be cosine or steps."),
        };

    /// <param name="step">Number of the step, from 0 to TotalSteps - 1.</param>
    public double At(int step) => step < WarmupSteps ? Peak * (step + 1) / WarmupSteps : AfterWarmup(step);

    protected abstract double AfterWarmup(int step);
}

/// <summary>Half a cosine from the peak, which would reach 0 at <see cref="RateSchedule.TotalSteps"/>.</summary>
public sealed record CosineSchedule(double Peak, int WarmupSteps, int TotalSteps) : RateSchedule(Peak, WarmupSteps, TotalSteps)
{
    protected override double AfterWarmup(int step)
    {
        var decaying = Math.Max(1, TotalSteps - WarmupSteps);
        return Peak / 2 * (1 + Math.Cos(Math.PI * Math.Min(1, (step - WarmupSteps) / (double)decaying)));
    }
}

/// <summary>The peak, a tenth of it from 2/3 of all steps on, a hundredth from 8/9 on: the usual "1x" of detectors.</summary>
public sealed record StagedSchedule(double Peak, int WarmupSteps, int TotalSteps) : RateSchedule(Peak, WarmupSteps, TotalSteps)
{
    protected override double AfterWarmup(int step) =>
        9L * step >= 8L * TotalSteps ? Peak / 100
        : 3L * step >= 2L * TotalSteps ? Peak / 10
        : Peak;
}
