namespace Nas.Model.Settings;

/// <summary>Work of training, in images that go through a network once.</summary>
public static class ForwardPasses
{
    /// <summary>A backward pass costs about two forward passes.</summary>
    private const double TrainingPasses = 3;

    public static double Of(TrainingSettings training, int networks = 1)
    {
        ArgumentNullException.ThrowIfNull(training);
        return TrainingPasses * networks * training.Steps * training.Batch;
    }

    /// <summary>Of one score.</summary>
    public static double Of(ProxySettings proxy)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        return proxy.Images + ((double)proxy.RecalibrationBatches * proxy.RecalibrationBatch);
    }

    /// <summary>Of all chains together.</summary>
    public static double Of(LangevinSettings langevin)
    {
        ArgumentNullException.ThrowIfNull(langevin);
        var steps = (langevin.Chains * (long)langevin.BurnIn) + (langevin.Samples * (long)langevin.Thinning);
        return TrainingPasses * steps * langevin.Batch;
    }
}
