using Nas.Model.Settings;

namespace Seed.Methods.Shared;

/// <summary>Work of training, in images that go through a network once.</summary>
internal static class ForwardPasses
{
    /// <summary>A backward pass costs about two forward passes.</summary>
    private const double TrainingPasses = 3;

    public static double Of(TrainingSettings training, int networks = 1) => TrainingPasses * networks * training.Steps * training.Batch;

    /// <summary>The work of one score.</summary>
    public static double Of(ProxySettings proxy) => proxy.Images + ((double)proxy.RecalibrationBatches * proxy.RecalibrationBatch);

    /// <summary>The work of all chains together.</summary>
    public static double Of(LangevinSettings langevin) =>
        TrainingPasses * ((langevin.Chains * (long)langevin.BurnIn) + (langevin.Samples * (long)langevin.Thinning)) * langevin.Batch;
}
