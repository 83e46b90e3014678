using Nas.Model.Sampling;
using TorchSharp;

namespace Nas.Model.DeviceTests.Sampling;

/// <summary>The sampler against a posterior known in closed form, and proof that the check sees each part of the equation.</summary>
public sealed class LangevinDistributionTests
{
    /// <summary>Tolerances for the smallest step: 0.1 posterior deviations for the mean, 10 % for the covariance.</summary>
    private const double MeanTolerance = 0.1,
        CovarianceTolerance = 0.1;

    private const double SmallStep = 1e-4;

    private static readonly LangevinSampler Sampler = new(Seed: 11, LinearRegressionPosterior.PriorPrecision, Temperature: 1);

    private readonly LinearRegressionPosterior _posterior;

    public LangevinDistributionTests()
    {
        torch.set_num_threads(1);
        _posterior = new LinearRegressionPosterior();
    }

    [Fact]
    public void Mean_and_covariance_approach_the_posterior_as_the_step_size_falls()
    {
        var coarse = _posterior.Distance(Sampler, 64 * SmallStep, LinearRegressionPosterior.Examples);
        var middle = _posterior.Distance(Sampler, 8 * SmallStep, LinearRegressionPosterior.Examples);
        var fine = _posterior.Distance(Sampler, SmallStep, LinearRegressionPosterior.Examples);

        Assert.True(coarse.Covariance > 2 * middle.Covariance, $"{coarse} {middle} {fine}");
        Assert.True(middle.Covariance > 2 * fine.Covariance, $"{coarse} {middle} {fine}");
        Assert.True(IsClose(fine), $"{coarse} {middle} {fine}");
    }

    [Fact]
    public void Without_noise_the_check_fails() =>
        Assert.False(IsClose(_posterior.Distance(Sampler with { Temperature = 0 }, SmallStep, LinearRegressionPosterior.Examples)));

    [Fact]
    public void Without_the_factor_from_minibatch_to_data_set_the_check_fails() =>
        Assert.False(IsClose(_posterior.Distance(Sampler, SmallStep, factor: 10)));

    [Fact]
    public void Without_the_prior_the_check_fails() =>
        Assert.False(IsClose(_posterior.Distance(Sampler with { PriorPrecision = 0 }, SmallStep, LinearRegressionPosterior.Examples)));

    private static bool IsClose((double Mean, double Covariance) distance) =>
        distance.Mean < MeanTolerance && distance.Covariance < CovarianceTolerance;
}
