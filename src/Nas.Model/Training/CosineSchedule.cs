namespace Nas.Model.Training;

/// <summary>Learning rate by step: a linear warm-up to the peak, then half a cosine that would reach 0 at <paramref name="TotalSteps"/>.</summary>
public sealed record CosineSchedule(double Peak, int WarmupSteps, int TotalSteps)
{
    /// <param name="step">From 0 to TotalSteps - 1.</param>
    public double At(int step)
    {
        if (step < WarmupSteps) return Peak * (step + 1) / WarmupSteps;
        var decaying = Math.Max(1, TotalSteps - WarmupSteps);
        return Peak / 2 * (1 + Math.Cos(Math.PI * Math.Min(1, (step - WarmupSteps) / (double)decaying)));
    }
}
