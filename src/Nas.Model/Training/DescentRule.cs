using Nas.Model.Networks;
using Nas.Model.Settings;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>SGD with momentum.</summary>
internal sealed class DescentRule : IUpdateRule
{
    private readonly RateSchedule _rate;
    private readonly MomentumDescent _descent;
    private int _publishEvery;

    /// <param name="parameters">All that may ever move.</param>
    private DescentRule(IEnumerable<NamedTensor> parameters, TrainingSettings settings, RateSchedule rate, double longestGradient)
    {
        (_rate, LongestGradient) = (rate, longestGradient);
        _descent = new MomentumDescent(parameters, settings.Momentum, settings.WeightDecay);
    }

    public int TotalSteps => _rate.TotalSteps;

    public double LongestGradient { get; }

    public IEnumerable<NamedTensor> State => _descent.State;

    /// <summary>The rule for a network that tells classes: a cosine rate.</summary>
    /// <param name="publishEvery">Steps from one state that is published to the next; 0: none is.</param>
    public static DescentRule Of(IEnumerable<NamedTensor> parameters, ClassifierTrainingSettings settings, int publishEvery = 0) =>
        new(parameters, settings, new CosineSchedule(settings.LearningRate, settings.WarmupSteps, settings.Steps), longestGradient: 0)
        {
            _publishEvery = publishEvery,
        };

    /// <summary>The rule for a detector.</summary>
    public static DescentRule Of(IEnumerable<NamedTensor> parameters, DetectionTrainingSettings settings) =>
        new(parameters, settings, RateSchedule.Of(settings), settings.ClipNorm);

    public void Move(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step) =>
        _descent.Step(parameters, gradients, _rate.At(step));

    /// <summary>The state after the last step is the run's weights, and no sample.</summary>
    public int? SampleAfter(int steps) =>
        _publishEvery > 0 && steps % _publishEvery == 0 && steps <= TotalSteps - _publishEvery ? (steps / _publishEvery) - 1 : null;

    public void Dispose() => _descent.Dispose();
}
