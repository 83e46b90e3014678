using Nas.Model.Cost.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using static TorchSharp.torch;

namespace Nas.Model.Training.Detection;

/// <summary>What a detector sees and does in each step.</summary>
/// <param name="Batch">Images of a minibatch.</param>
/// <param name="Flip">Whether images are mirrored at random, as the data settings say.</param>
/// <param name="Norm">How BatchNorm works meanwhile, where it is not frozen.</param>
/// <param name="PathOf">The architecture that a step trains: a pure function of the step.</param>
/// <param name="Start">Fills the detector before the first step, given the weights that the task names.</param>
internal sealed record DetectorWork(int Batch, bool Flip, NormMode Norm, Func<int, Architecture> PathOf, Action<SupernetDetector, string?> Start);

/// <summary>A detector that learns boxes, in each step along a path.</summary>
internal class DetectorLearner : SupernetLearner
{
    private readonly TrainingTask _task;
    private readonly DetectorWork _work;
    private readonly DetectionLoader _batches;

    /// <param name="network">Becomes this learner's own.</param>
    public DetectorLearner(CrNasContext context, TrainingTask task, SupernetDetector network, DetectorWork work)
        : base(network.Supernet, network.Tensors, work.PathOf)
    {
        (Context, _task, Network, _work) = (context, task, network, work);
        network.Norm.Mode = work.Norm;
        var data = context.Settings.Data;
        _batches = new DetectionLoader(context.Data.Train, new DetectionLoaderOptions
        {
            Batch = work.Batch,
            Seed = context.Settings.Seed,
            Purpose = $"{task.Phase}-batches/{task.Run}",
            ShortSide = data.ShortSide,
            LongSide = data.LongSide,
            Flip = work.Flip && data.Flip,
            Masks = context.Shape.Kind == DetectorKind.MaskRcnn,
        });
    }

    protected CrNasContext Context { get; }

    protected SupernetDetector Network { get; }

    public override void Initialise(string? weightsPath) => _work.Start(Network, weightsPath);

    public override void Dispose()
    {
        _batches.Dispose();
        Network.Dispose();
    }

    protected override Tensor LossOf(int step, Architecture path)
    {
        var batch = DetectorBatch.Of(_batches.Get(step), Context.Device);
        var random = RandomStream.For(Context.Settings.Seed, _task.Phase + "-boxes", _task.Run, step);
        var losses = Network.Detector.Losses(Network.Supernet.Forward(batch.Images, path), batch, random);
        return stack(losses.Select(loss => loss.Value)).sum();
    }
}
