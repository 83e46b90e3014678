using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Spaces;

namespace Nas.Model.Training;

/// <summary>
/// Trains one architecture from scratch. Its BatchNorm running statistics are recorded as training goes, are part of its weights file,
/// and are what it is measured with.
/// </summary>
public sealed class RetrainRun : DescentRun
{
    private const int MeasureBatch = 250;

    private readonly Architecture _architecture;

    public RetrainRun(RunContext context, TrainingTask task, Architecture architecture)
        : base(context, task, TopologyNetwork.Standalone(context.Space, architecture, context.Device), context.Settings.Retrain)
    {
        _architecture = architecture;
        Network.Norm.Mode = NormMode.Record;
        Start();
    }

    /// <summary>
    /// <c>validation-top1</c>, <c>validation-loss</c>, <c>test-top1</c>, <c>test-loss</c> (whole splits; the test split is read nowhere
    /// else), <c>madds</c>, <c>parameters</c>.
    /// </summary>
    public override ImmutableSortedDictionary<string, double> Measure()
    {
        if (Step != TotalSteps) throw new InvalidOperationException("A network is measured after its last step.");
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

    protected override Architecture PathOf(int step) => _architecture;

    private Evaluation Score(Data.IImageDataset part)
    {
        using var images = new FixedBatches(Context, part, new FixedBatchesOptions(MeasureBatch, "measure") { CacheBytes = 0 });
        return Accuracy.Of(Network, _architecture, images);
    }
}
