using Nas.Model.Detection.Boxes;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Heads;

/// <summary>The last step of every detector: of what it found in an image, the best after class-wise suppression.</summary>
internal static class DetectionFilter
{
    /// <summary>The result belongs to the dispose scope around the caller's.</summary>
    public static Detections Best(Tensor boxes, Tensor scores, Tensor labels, double leastSide, DetectorOptions options)
    {
        var large = BoxGeometry.AtLeast(boxes, leastSide).nonzero().view(-1);
        var (someBoxes, someScores, someLabels) = (
            boxes.index_select(0, large),
            scores.index_select(0, large),
            labels.index_select(0, large)
        );
        var kept = Suppression.Keep(someBoxes, someScores, options.DetectionOverlap, someLabels);
        kept = kept.narrow(0, 0, Math.Min(options.DetectionsPerImage, kept.shape[0]));
        return new Detections(
            someBoxes.index_select(0, kept).MoveToOuterDisposeScope(),
            someScores.index_select(0, kept).MoveToOuterDisposeScope(),
            someLabels.index_select(0, kept).MoveToOuterDisposeScope()
        );
    }
}
