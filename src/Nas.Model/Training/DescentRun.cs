using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Settings;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>Training by SGD with momentum and a cosine rate, on augmented images.</summary>
public abstract class DescentRun : GradientRun
{
    private readonly CosineSchedule _rate;
    private readonly MomentumDescent _descent;

    protected DescentRun(RunContext context, TrainingTask task, TopologyNetwork network, ClassifierTrainingSettings settings)
        : base(context, task, network, new RunShape(settings.Steps, settings.Batch, settings.LabelSmoothing, Augment: true))
    {
        _rate = new CosineSchedule(settings.LearningRate, settings.WarmupSteps, settings.Steps);
        _descent = new MomentumDescent(Network.Parameters, settings.Momentum, settings.WeightDecay);
    }

    protected override IEnumerable<NamedTensor> ExtraState => _descent.State;

    protected override void Update(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step) =>
        _descent.Step(parameters, gradients, _rate.At(step));

    protected override void Dispose(bool disposing)
    {
        if (disposing) _descent.Dispose();
        base.Dispose(disposing);
    }
}
