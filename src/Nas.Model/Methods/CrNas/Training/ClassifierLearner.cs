using Nas.Model.Data;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>
/// A detector's backbone that learns to tell classes first. BatchNorm statistics are recorded: a detector whose BatchNorm is frozen starts
/// with them. What it publishes is the backbone, under the detector's names.
/// </summary>
internal sealed class ClassifierLearner : SupernetLearner
{
    private readonly CrNasContext _context;
    private readonly TrainingTask _task;
    private readonly SupernetClassifier _network;
    private readonly BatchLoader _batches;

    /// <param name="network">Becomes this learner's own.</param>
    /// <param name="pathOf">The architecture that a step trains: a pure function of the step.</param>
    /// <param name="data">Colour images.</param>
    public ClassifierLearner(
        CrNasContext context,
        TrainingTask task,
        SupernetClassifier network,
        Func<int, Architecture> pathOf,
        DataSplits data
    )
        : base(network.Supernet, LayerState.Of(network), pathOf)
    {
        (_context, _task, _network) = (context, task, network);
        network.Supernet.Norm.Mode = NormMode.Record;
        _batches = new BatchLoader(
            data.Train,
            data,
            DataOf(context.Settings),
            new LoaderOptions
            {
                Batch = context.Settings.Pretraining.Batch,
                Seed = context.Settings.Seed,
                Purpose = $"{task.Phase}-batches/{task.Run}",
                Augment = true,
            }
        );
    }

    /// <exception cref="UserException">The settings name no data for it, or one that cannot be used or is not in colour.</exception>
    public static DataSplits OpenData(CrNasSettings settings)
    {
        var data = DataCatalog.Open(DataOf(settings), settings.Seed);
        ImageFit.RequireColour(data.Train);
        return data;
    }

    public override void Initialise(string? weightsPath) =>
        StartWeights.Fresh(_context, _task.Run, Tensors, _network.Backbone, weightsPath);

    public override void SaveWeights(string path) =>
        LayerFile.Write(path, Tensors.Where(tensor => tensor.Name.StartsWith(Detector.BackbonePath + ".", StringComparison.Ordinal)));

    public override void Dispose()
    {
        _batches.Dispose();
        _network.Dispose();
    }

    protected override Tensor LossOf(int step, Architecture path)
    {
        var batch = DeviceBatch.Of(_batches.Get(step), _context.Device);
        return Functional.cross_entropy(
            _network.call(batch.Images, path),
            batch.Labels,
            label_smoothing: _context.Settings.Pretraining.LabelSmoothing
        );
    }

    private static DataSettings DataOf(CrNasSettings settings) =>
        settings.Pretraining.Data
        ?? throw new UserException(
            "pretraining.steps asks for pre-training, and pretraining.data is not given: name a set of colour images, or set steps to 0."
        );
}
