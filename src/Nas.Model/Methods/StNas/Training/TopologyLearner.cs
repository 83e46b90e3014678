using System.Collections.Immutable;
using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Spaces;
using Nas.Model.Training;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Methods.StNas.Training;

/// <summary>The minibatches that a network sees in each step.</summary>
/// <param name="Augment">Whether minibatches are cropped and mirrored at random, as the data settings say.</param>
internal sealed record TopologyBatches(int Batch, double LabelSmoothing, bool Augment);

/// <summary>A network that learns to tell classes, in each step along a path.</summary>
internal class TopologyLearner : ILearner
{
    private readonly Func<int, Architecture> _pathOf;
    private readonly BatchLoader _batches;
    private readonly double _labelSmoothing;
    private readonly int _run;

    /// <param name="network">Becomes this learner's own.</param>
    /// <param name="pathOf">The architecture that a step trains: a pure function of the step.</param>
    public TopologyLearner(
        StNasContext context,
        TrainingTask task,
        TopologyBatches batches,
        PathNetwork network,
        Func<int, Architecture> pathOf
    )
    {
        (Context, Network, _pathOf, _labelSmoothing, _run) = (context, network, pathOf, batches.LabelSmoothing, task.Run);
        _batches = new BatchLoader(
            context.Data.Train,
            context.Data,
            context.Settings.Data,
            new LoaderOptions
            {
                Batch = batches.Batch,
                Seed = context.Settings.Seed,
                Purpose = $"{task.Phase}-batches/{task.Run}",
                Augment = batches.Augment,
            }
        );
    }

    public IReadOnlyList<NamedTensor> Parameters => Network.Parameters;

    public IReadOnlyList<NamedTensor> Buffers => Network.Buffers;

    protected StNasContext Context { get; }

    protected PathNetwork Network { get; }

    public void Initialise(string? weightsPath)
    {
        if (weightsPath is null)
            LayerState.Fill(Network.Tensors, Context.Settings.Seed, _run);
        else
            WeightsFile.Read(weightsPath, Network);
    }

    public StepLoss LossOf(int step)
    {
        var path = _pathOf(step);
        var batch = DeviceBatch.Of(_batches.Get(step), Context.Device);
        var loss = Functional.cross_entropy(Network.call(batch.Images, path), batch.Labels, label_smoothing: _labelSmoothing);
        return new StepLoss(loss, Network.ParametersOf(path));
    }

    public void SaveWeights(string path) => WeightsFile.Write(path, Network);

    public virtual ImmutableSortedDictionary<string, double> Measure() => ImmutableSortedDictionary<string, double>.Empty;

    public void Dispose()
    {
        _batches.Dispose();
        Network.Dispose();
    }
}
