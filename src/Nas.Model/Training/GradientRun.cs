using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Networks;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>
/// The common part of all training runs: step t takes the gradients of the learner's loss, and the rule moves the parameters of that loss.
/// State: the learner's tensors, the rule's, and t.
/// </summary>
internal sealed class GradientRun : ITrainingRun
{
    private readonly TrainingTask _task;
    private readonly ILearner _learner;
    private readonly IUpdateRule? _rule;

    /// <summary>
    /// Takes ownership of the learner. Goes on from the task's checkpoint, else starts from its weights, else from what the learner
    /// starts from by itself.
    /// </summary>
    /// <param name="ruleOf">Makes the learner's rule.</param>
    public GradientRun(TrainingTask task, ILearner learner, Func<ILearner, IUpdateRule> ruleOf)
    {
        (_task, _learner) = (task, learner);
        try
        {
            _rule = ruleOf(learner);
            if (task.CheckpointPath is { } checkpoint)
                Step = CheckpointFile.Read(checkpoint, Identity, TotalSteps, State);
            else
                learner.Initialise(task.WeightsPath);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Step { get; private set; }

    public int TotalSteps => Rule.TotalSteps;

    private IUpdateRule Rule => _rule!;

    private ImmutableArray<NamedTensor> State =>
        [.. _learner.Parameters.Concat(_learner.Buffers).Select(tensor => tensor with { Name = "weights." + tensor.Name }), .. Rule.State];

    private string Identity => $"{_task.Phase}/{_task.Run}";

    public StepResult Advance()
    {
        if (Step >= TotalSteps)
            throw new InvalidOperationException($"Run {Identity} is done: {TotalSteps} steps.");
        using var scope = torch.NewDisposeScope();
        var loss = _learner.LossOf(Step);
        var value = loss.Value.item<float>();
        if (!float.IsFinite(value))
            throw Diverged("loss", value);
        var gradients = GradientsOf(loss);
        if (Rule.LongestGradient > 0 && GradientLength.Limit(gradients, Rule.LongestGradient) is var length && !double.IsFinite(length))
        {
            throw Diverged("length of the gradient", length);
        }
        Rule.Move(loss.Parameters, gradients, Step);
        Step++;
        return new StepResult(value, Rule.SampleAfter(Step));
    }

    public void SaveCheckpoint(string path) => CheckpointFile.Write(path, Identity, Step, State);

    public void SaveWeights(string path) => _learner.SaveWeights(path);

    public ImmutableSortedDictionary<string, double> Measure()
    {
        if (Step != TotalSteps)
            throw new InvalidOperationException("A network is measured after its last step.");
        return _learner.Measure();
    }

    public void Dispose()
    {
        _rule?.Dispose();
        _learner.Dispose();
    }

    /// <summary>
    /// A parameter that a minibatch has nothing to say about has the gradient 0: RetinaNet's boxes, where no image has an object.
    /// </summary>
    private static torch.Tensor[] GradientsOf(StepLoss loss)
    {
        var gradients = Gradients.Of(
            loss.Value,
            [.. loss.Copies.Prepend(loss.Parameters).SelectMany(parameters => parameters).Select(parameter => parameter.Value)]
        );
        return
        [
            .. loss.Parameters.Select(
                (parameter, number) =>
                {
                    var sum = gradients[number] ?? torch.zeros_like(parameter.Value);
                    for (var copy = number + loss.Parameters.Count; copy < gradients.Length; copy += loss.Parameters.Count)
                    {
                        if (gradients[copy] is { } more)
                            sum = sum.add(more.to(sum.device), Scalars.One);
                    }
                    return sum;
                }
            ),
        ];
    }

    private DivergedException Diverged(string what, double value) =>
        new(
            $"Phase {_task.Phase}, run {_task.Run}: the {what} became {value} in step {Step} of {TotalSteps}; a lower learning rate may help."
        );
}
