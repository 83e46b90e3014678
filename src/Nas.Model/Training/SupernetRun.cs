using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>
/// Trains shared weights, single path one-shot (Guo et al., 2020): each step trains one architecture drawn uniformly inside the
/// constraint. BatchNorm keeps no running statistics: those of a mixture of paths would fit none of them. Measures nothing.
/// </summary>
public sealed class SupernetRun : GradientRun
{
    private readonly CosineSchedule _rate;
    private readonly MomentumDescent _descent;

    public SupernetRun(RunContext context, TrainingTask task)
        : base(context, task, TopologyNetwork.Supernet(context.Space, context.Device, running: false), Shape(context.Settings.Supernet))
    {
        var settings = context.Settings.Supernet;
        _rate = new CosineSchedule(settings.LearningRate, settings.WarmupSteps, settings.Steps);
        _descent = new MomentumDescent(Network.Parameters, settings.Momentum, settings.WeightDecay);
        Start();
    }

    protected override IEnumerable<NamedTensor> ExtraState => _descent.State;

    protected override Architecture PathOf(int step) => RandomPath(step);

    protected override void Update(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step) =>
        _descent.Step(parameters, gradients, _rate.At(step));

    protected override void Dispose(bool disposing)
    {
        if (disposing) _descent.Dispose();
        base.Dispose(disposing);
    }

    private static RunShape Shape(SupernetSettings settings) => new(settings.Steps, settings.Batch, settings.LabelSmoothing, Augment: true);
}
