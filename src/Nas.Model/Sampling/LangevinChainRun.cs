using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Training;
using TorchSharp;

namespace Nas.Model.Sampling;

/// <summary>
/// One SGLD chain over shared weights (st-nas.md 4), from the trained supernet: <see cref="LangevinSettings.BurnIn"/> steps, then a
/// sample after every <see cref="LangevinSettings.Thinning"/> steps. The likelihood is that of the training images as they are: no
/// augmentation, no label smoothing. Run c of C is chain c and draws the samples c, c + C, c + 2 C, ... of the search, which it numbers
/// from 0. Measures nothing.
/// </summary>
public sealed class LangevinChainRun : GradientRun
{
    private readonly LangevinSettings _settings;
    private readonly StepSizeSchedule _stepSizes;
    private readonly LangevinSampler _sampler;

    public LangevinChainRun(RunContext context, TrainingTask task)
        : base(context, task, TopologyNetwork.Supernet(context.Space, context.Device, running: false), Shape(context.Settings.Langevin, task.Run))
    {
        _settings = context.Settings.Langevin;
        _stepSizes = StepSizeSchedule.From(_settings, context.Data.Train.Count);
        _sampler = new LangevinSampler(context.Settings.Seed, _settings.PriorPrecision, _settings.Temperature);
        Start();
    }

    /// <summary>How many of the K samples fall to a chain.</summary>
    public static int SamplesOf(LangevinSettings settings, int chain) => Math.Max(0, settings.Samples - chain + settings.Chains - 1) / settings.Chains;

    protected override Architecture PathOf(int step) => RandomPath(step);

    protected override void Update(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step) =>
        _sampler.Step(parameters, gradients, Context.Data.Train.Count, _stepSizes.At(step), Run, step);

    protected override int? SampleAfter(int steps)
    {
        var sampling = steps - _settings.BurnIn;
        return sampling > 0 && sampling % _settings.Thinning == 0 ? (sampling / _settings.Thinning) - 1 : null;
    }

    private static RunShape Shape(LangevinSettings settings, int chain)
    {
        var samples = SamplesOf(settings, chain);
        return new RunShape(samples == 0 ? 0 : checked(settings.BurnIn + (samples * settings.Thinning)), settings.Batch, LabelSmoothing: 0, Augment: false);
    }
}
