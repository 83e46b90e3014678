using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Metrics.Detection;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>The detector of one architecture. What it is measured with are the running statistics that it recorded or has frozen.</summary>
internal sealed class FinalDetector : DetectorLearner
{
    private readonly ImmutableArray<int> _blocks;
    private readonly Architecture _architecture;
    private readonly bool _isTrial;

    /// <param name="blocks">Blocks of the architecture.</param>
    public FinalDetector(CrNasContext context, TrainingTask task, DetectorShards shards, DetectorWork work, ImmutableArray<int> blocks)
        : base(context, task, shards, work) => (_blocks, _architecture, _isTrial) = (blocks, work.PathOf(0), task.Work == PhaseNames.Trial);

    /// <summary>
    /// Average precisions and recalls of whole parts by <c>PART-FIGURE</c>, without those that have no object to find, and the
    /// <c>madds</c> and <c>parameters</c> at the input that the constraint names. The test part is read here and nowhere else, and not in a
    /// <see cref="PhaseNames.Trial"/>.
    /// </summary>
    public override ImmutableSortedDictionary<string, double> Measure()
    {
        var constraint = Context.Settings.Constraint;
        var cost = DetectorCost
            .Of(Context.Shape, Context.Spaces.Backbone.WithBlocks(_blocks), constraint.Height, constraint.Width, constraint.Proposals)
            .Total;
        var scored = Boxes(Context.Data.Validation, Detect(Context.Data.Validation));
        List<(string Name, double Value)> figures =
        [
            ("madds", cost.MAdds),
            ("parameters", cost.Parameters),
            ("validation-ap", scored.AP),
            ("validation-ap50", scored.AP50),
            .. _isTrial ? [] : Tested(),
        ];
        return figures
            .Where(figure => figure.Value >= 0)
            .ToImmutableSortedDictionary(figure => figure.Name, figure => figure.Value, StringComparer.Ordinal);
    }

    private List<(string Name, double Value)> Tested()
    {
        var test = Detect(Context.Data.Test);
        var boxes = Boxes(Context.Data.Test, test);
        List<(string Name, double Value)> figures =
        [
            ("test-ap", boxes.AP),
            ("test-ap50", boxes.AP50),
            ("test-ap75", boxes.AP75),
            ("test-ap-small", boxes.APSmall),
            ("test-ap-medium", boxes.APMedium),
            ("test-ap-large", boxes.APLarge),
            ("test-ar100", boxes.AR100),
            ("test-voc-ap50", VocEvaluation.Of(Context.Data.Test.Labels, test).AP50),
        ];
        if (Context.Shape.Kind == DetectorKind.MaskRcnn)
        {
            var masks = CocoEvaluation.Of(Context.Data.Test.Labels, test, OverlapKind.Masks);
            figures.AddRange([("test-mask-ap", masks.AP), ("test-mask-ap50", masks.AP50), ("test-mask-ap75", masks.AP75)]);
        }
        return figures;
    }

    private IReadOnlyList<DetectedObject> Detect(IDetectionDataset part)
    {
        using var images = new WholePart(Context, part, "measure");
        var kind = Context.Shape.Kind == DetectorKind.MaskRcnn ? OverlapKind.Masks : OverlapKind.Boxes;
        return SingleEvaluation.Detections(
            Network.Detector,
            Network.Supernet,
            Candidate.Of(_architecture),
            new DetectionImages(part.Labels, kind, [], images)
        );
    }

    /// <summary>Evaluates detections by their boxes alone, also those with masks: their size is then that of the box.</summary>
    private static CocoResult Boxes(IDetectionDataset part, IReadOnlyList<DetectedObject> detections) =>
        CocoEvaluation.Of(
            part.Labels,
            [.. detections.Select(found => DetectedObject.OfBox(found.Image, found.Category, found.Box, found.Score))],
            OverlapKind.Boxes
        );
}
