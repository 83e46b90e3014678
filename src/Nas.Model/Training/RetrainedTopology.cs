using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Spaces;

namespace Nas.Model.Training;

/// <summary>
/// One architecture, trained from scratch. Its BatchNorm running statistics are recorded as training goes, are part of its weights file,
/// and are what it is measured with.
/// </summary>
internal sealed class RetrainedTopology : TopologyLearner
{
    private const int MeasureBatch = 250;

    private readonly Architecture _architecture;

    public RetrainedTopology(RunContext context, TrainingTask task, TopologyBatches batches, Architecture architecture)
        : base(context, task, batches, PathNetwork.Standalone(context.Space, architecture, context.Device), _ => architecture)
    {
        _architecture = architecture;
        Network.Norm.Mode = NormMode.Record;
    }

    /// <summary>
    /// <c>validation-top1</c>, <c>validation-loss</c>, <c>test-top1</c>, <c>test-loss</c> (whole splits; the test split is read nowhere
    /// else), <c>madds</c>, <c>parameters</c>.
    /// </summary>
    public override ImmutableSortedDictionary<string, double> Measure()
    {
        Network.Norm.Mode = NormMode.Running;
        try
        {
            var validation = Score(Context.Data.Validation);
            var test = Score(Context.Data.Test);
            return ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["validation-top1"] = validation.Score,
                ["validation-loss"] = validation.Loss!.Value,
                ["test-top1"] = test.Score,
                ["test-loss"] = test.Loss!.Value,
                ["madds"] = Context.Space.MAdds.Of(_architecture),
                ["parameters"] = Context.Space.Parameters.Of(_architecture),
            });
        }
        finally
        {
            Network.Norm.Mode = NormMode.Record;
        }
    }

    private Evaluation Score(Data.IImageDataset part)
    {
        using var images = new FixedBatches(Context, part, new FixedBatchesOptions(MeasureBatch, "measure") { CacheBytes = 0 });
        return Accuracy.Of(Network, _architecture, images);
    }
}
