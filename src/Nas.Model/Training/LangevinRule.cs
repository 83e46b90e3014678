using Nas.Model.Networks;
using Nas.Model.Sampling;
using Nas.Model.Settings;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>
/// The steps of one SGLD chain: <see cref="LangevinSettings.BurnIn"/> of them, then a sample after every
/// <see cref="LangevinSettings.Thinning"/>. The likelihood is that of the training images as they are: no augmentation, no label smoothing.
/// Chain c of C draws the samples c, c + C, c + 2 C, ... of the search, which it numbers from 0.
/// </summary>
internal sealed class LangevinRule : IUpdateRule
{
    private readonly LangevinSettings _settings;
    private readonly long _examples;
    private readonly int _chain;
    private readonly StepSizeSchedule _stepSizes;
    private readonly LangevinSampler _sampler;

    /// <param name="examples">N, the training examples of the likelihood.</param>
    /// <param name="purpose">Names the noise.</param>
    public LangevinRule(LangevinSettings settings, long examples, long seed, int chain, string purpose = LangevinSampler.NoisePurpose)
    {
        (_settings, _examples, _chain) = (settings, examples, chain);
        _stepSizes = StepSizeSchedule.From(settings, examples);
        _sampler = new LangevinSampler(seed, settings.PriorPrecision, settings.Temperature) { Purpose = purpose };
        var samples = SamplesOf(settings, chain);
        TotalSteps = samples == 0 ? 0 : checked(settings.BurnIn + (samples * settings.Thinning));
    }

    public int TotalSteps { get; }

    /// <summary>A shortened drift would sample something else.</summary>
    public double LongestGradient => 0;

    public IEnumerable<NamedTensor> State => [];

    /// <summary>Number of the K samples that a chain draws.</summary>
    public static int SamplesOf(LangevinSettings settings, int chain) =>
        Math.Max(0, settings.Samples - chain + settings.Chains - 1) / settings.Chains;

    public void Move(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step)
    {
        var moving = Enumerable.Range(0, parameters.Count).Where(i => Coordinates.Move(_settings.Moves, parameters[i])).ToArray();
        _sampler.Step(
            [.. moving.Select(i => parameters[i])],
            [.. moving.Select(i => gradients[i])],
            _examples,
            _stepSizes.At(step),
            _chain,
            step
        );
    }

    public int? SampleAfter(int steps)
    {
        var sampling = steps - _settings.BurnIn;
        return sampling > 0 && sampling % _settings.Thinning == 0 ? (sampling / _settings.Thinning) - 1 : null;
    }

    public void Dispose() { }
}
