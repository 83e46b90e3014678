using System.Collections.Immutable;
using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using TorchSharp;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Training;

/// <summary>
/// What the training runs have in common: step t takes minibatch t and a path, computes the gradients of the path's mean loss, and lets
/// the kind of run move the path's parameters. State: parameters, running statistics, what the kind of run adds, and t.
/// </summary>
public abstract class GradientRun : ITrainingRun
{
    private readonly TrainingTask _task;
    private readonly BatchLoader _batches;
    private readonly double _labelSmoothing;

    /// <summary>Takes ownership of the network; its state is filled by <see cref="Start"/>.</summary>
    protected GradientRun(RunContext context, TrainingTask task, TopologyNetwork network, RunShape shape)
    {
        (Context, _task, Network, TotalSteps, _labelSmoothing) = (context, task, network, shape.TotalSteps, shape.LabelSmoothing);
        _batches = new BatchLoader(context.Data.Train, context.Data, context.Settings.Data, new LoaderOptions
        {
            Batch = shape.Batch, Seed = context.Settings.Seed, Purpose = $"{task.Phase}-batches/{task.Run}", Augment = shape.Augment,
        });
    }

    public int Step { get; private set; }

    public int TotalSteps { get; }

    protected RunContext Context { get; }

    protected TopologyNetwork Network { get; }

    protected int Run => _task.Run;

    /// <summary>Tensors of the run's state beyond those of the network.</summary>
    protected virtual IEnumerable<NamedTensor> ExtraState => [];

    private ImmutableArray<NamedTensor> State =>
    [
        .. Network.Parameters.Concat(Network.Buffers).Select(tensor => tensor with { Name = "weights." + tensor.Name }), .. ExtraState,
    ];

    private string Identity => $"{_task.Phase}/{_task.Run}";

    public StepResult Advance()
    {
        if (Step >= TotalSteps) throw new InvalidOperationException($"Run {Identity} is done: {TotalSteps} steps.");
        using var scope = torch.NewDisposeScope();
        var path = PathOf(Step);
        var batch = DeviceBatch.Of(_batches.Get(Step), Context.Device);
        var parameters = Network.ParametersOf(path);
        var loss = Functional.cross_entropy(Network.call(batch.Images, path), batch.Labels, label_smoothing: _labelSmoothing);
        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new DivergedException($"Phase {_task.Phase}, run {_task.Run}: the loss became {value} in step {Step} of {TotalSteps}; a lower learning rate may help.");
        }
        var gradients = torch.autograd.grad([loss], [.. parameters.Select(parameter => parameter.Value)]);
        Update(parameters, [.. gradients], Step);
        Step++;
        return new StepResult(value, SampleAfter(Step));
    }

    public void SaveCheckpoint(string path) => CheckpointFile.Write(path, Identity, Step, State);

    public void SaveWeights(string path) => WeightsFile.Write(path, Network);

    public virtual ImmutableSortedDictionary<string, double> Measure() => ImmutableSortedDictionary<string, double>.Empty;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Goes on from the task's checkpoint, else from its weights, else from weights drawn from the seed. The last act of a constructor:
    /// where it fails, the run is disposed.
    /// </summary>
    protected void Start()
    {
        try
        {
            if (_task.CheckpointPath is { } checkpoint) Step = CheckpointFile.Read(checkpoint, Identity, TotalSteps, State);
            else if (_task.WeightsPath is { } weights) WeightsFile.Read(weights, Network);
            else InitialWeights.Fill(Network, Context.Settings.Seed, _task.Run);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The architecture that a step trains: a pure function of the step.</summary>
    protected abstract Architecture PathOf(int step);

    /// <summary>Moves the path's parameters, given the gradients of the minibatch's mean loss, which may be overwritten.</summary>
    protected abstract void Update(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step);

    /// <summary>Number of the posterior sample that is complete once so many steps are done.</summary>
    protected virtual int? SampleAfter(int steps) => null;

    /// <summary>A uniform draw inside the constraint, the same whenever a step is done again.</summary>
    protected Architecture RandomPath(int step) =>
        Context.Paths.Sample(RandomStream.For(Context.Settings.Seed, _task.Phase + "-path", _task.Run, step));

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _batches.Dispose();
        Network.Dispose();
    }
}

/// <summary>The numbers that make one kind of run different from another.</summary>
/// <param name="Augment">Whether minibatches are cropped and mirrored at random, as the data settings say.</param>
public sealed record RunShape(int TotalSteps, int Batch, double LabelSmoothing, bool Augment);
