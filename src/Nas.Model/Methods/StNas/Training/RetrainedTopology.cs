using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.StNas.Training;

/// <summary>
/// One architecture, trained from scratch. Its BatchNorm running statistics are recorded as training goes, are part of its weights file,
/// and are what it is measured with.
/// </summary>
internal sealed class RetrainedTopology : TopologyLearner
{
    private const int MeasureBatch = 250;

    private readonly Architecture _architecture;
    private readonly bool _isTrial;

    public RetrainedTopology(StNasContext context, TrainingTask task, TopologyBatches batches, Architecture architecture)
        : base(context, task, batches, PathNetwork.Standalone(context.Space, architecture, context.Device), _ => architecture)
    {
        (_architecture, _isTrial) = (architecture, task.Work == PhaseNames.Trial);
        Network.Norm.Mode = NormMode.Record;
    }

    /// <summary>
    /// <c>validation-top1</c>, <c>validation-loss</c>, <c>madds</c>, <c>parameters</c>; unless it is a <see cref="PhaseNames.Trial"/>
    /// <c>test-top1</c>, <c>test-loss</c> (whole splits; the test split is read nowhere else).
    /// </summary>
    public override ImmutableSortedDictionary<string, double> Measure()
    {
        Network.Norm.Mode = NormMode.Running;
        try
        {
            var figures = ImmutableSortedDictionary
                .Create<string, double>(StringComparer.Ordinal)
                .Add("madds", Context.Space.MAdds.Of(_architecture))
                .Add("parameters", Context.Space.Parameters.Of(_architecture));
            figures = With(figures, "validation", Context.Data.Validation);
            return _isTrial ? figures : With(figures, "test", Context.Data.Test);
        }
        finally
        {
            Network.Norm.Mode = NormMode.Record;
        }
    }

    private ImmutableSortedDictionary<string, double> With(
        ImmutableSortedDictionary<string, double> figures,
        string name,
        Data.IImageDataset part
    )
    {
        var score = Score(part);
        return figures.Add($"{name}-top1", score.Score).Add($"{name}-loss", score.Loss!.Value);
    }

    private Evaluation Score(Data.IImageDataset part)
    {
        using var images = new FixedBatches(Context.ForProxy(), part, new FixedBatchesOptions(MeasureBatch, "measure") { CacheBytes = 0 });
        return Accuracy.Of(Network, _architecture, images);
    }
}
