using Nas.Model.Cost.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>The work of a detector in each step.</summary>
/// <param name="Batch">Images of a minibatch.</param>
/// <param name="Flip">Whether images are mirrored at random, as the data settings say.</param>
/// <param name="Norm">Mode of BatchNorm during the run, where it is not frozen.</param>
/// <param name="PathOf">The architecture that a step trains: a pure function of the step.</param>
/// <param name="Start">Fills the detector before the first step, given the weights that the task names.</param>
internal sealed record DetectorWork(
    int Batch,
    bool Flip,
    NormMode Norm,
    Func<int, Architecture> PathOf,
    Action<SupernetDetector, string?> Start
);

/// <summary>A detector that learns boxes, in each step along a path.</summary>
internal class DetectorLearner : SupernetLearner
{
    private readonly TrainingTask _task;
    private readonly DetectorWork _work;
    private readonly DetectionLoader _batches;
    private readonly DetectorShards _shards;

    /// <param name="shards">Become this learner's own.</param>
    public DetectorLearner(CrNasContext context, TrainingTask task, DetectorShards shards, DetectorWork work)
        : base(shards.First.Supernet, shards.First.Tensors, work.PathOf)
    {
        (Context, _task, _shards, _work) = (context, task, shards, work);
        shards.SetMode(work.Norm);
        _batches = new DetectionLoader(
            context.Data.Train,
            DetectionLoaderOptions.Of(context.Settings.Data, context.Settings.Seed, $"{task.Phase}-batches/{task.Run}", work.Batch) with
            {
                Flip = work.Flip && context.Settings.Data.Flip,
                Masks = context.Shape.Kind == DetectorKind.MaskRcnn,
            }
        );
    }

    protected CrNasContext Context { get; }

    protected SupernetDetector Network => _shards.First;

    public override void Initialise(string? weightsPath) => _work.Start(Network, weightsPath);

    public override void Dispose()
    {
        _batches.Dispose();
        _shards.Dispose();
    }

    protected override Tensor LossOf(int step, Architecture path)
    {
        var batch = _batches.Get(step);
        var (seed, purpose) = (Context.Settings.Seed, _task.Phase + "-boxes");
        return _shards.IsWhole
            ? LossOf(Network, DetectorBatch.Of(batch, Context.Device), path, RandomStream.For(seed, purpose, _task.Run, step))
            : _shards.MeanLoss(
                (network, shard) =>
                    LossOf(
                        network,
                        DetectorBatch.Of(batch.Part(shard, _shards.Count), Context.DeviceOf(shard)),
                        path,
                        RandomStream.For(seed, purpose, _task.Run, step, shard)
                    )
            );
    }

    protected override IReadOnlyList<IReadOnlyList<NamedTensor>> CopiesOf(Architecture path) => _shards.CopiesOf(path);

    private static Tensor LossOf(SupernetDetector network, DetectionBatch batch, Architecture path, RandomStream random)
    {
        var losses = network.Detector.Losses(network.Supernet.Forward(batch.Images, path), batch, random);
        return stack(losses.Select(loss => loss.Value)).sum();
    }
}
