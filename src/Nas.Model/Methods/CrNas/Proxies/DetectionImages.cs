using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Metrics.Detection;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>An image of a minibatch.</summary>
/// <param name="Place">Position of the image in the labelled set that it is scored against.</param>
/// <param name="Seen">Size that the detector sees, without padding.</param>
/// <param name="Original">Size of the image in the set.</param>
public readonly record struct PlacedImage(int Place, ImageSize Seen, ImageSize Original);

/// <param name="Images">Images x 3 x H x W, padded below and on the right.</param>
public sealed record ScoredBatch(Tensor Images, ImmutableArray<PlacedImage> Places);

/// <summary>
/// The images that candidates are scored on, the same for all of them. The lists are read once in each pass, every item in a dispose scope
/// of its own: a list may make its tensors when asked, which are then disposed of with the scope, or keep them.
/// </summary>
/// <param name="Truth">The objects to find, in exactly the scored images.</param>
/// <param name="Recalibration">Minibatches, images x 3 x H x W, over which BatchNorm statistics are averaged for every candidate by itself,
/// since those of a mixture of candidates fit none of them. Empty: the network's own statistics are used as they are.</param>
public sealed record DetectionImages(
    DetectionSet Truth,
    OverlapKind Kind,
    IReadOnlyList<Tensor> Recalibration,
    IReadOnlyList<ScoredBatch> Scored
)
{
    /// <summary>Number of folds of the images without each of which candidates are scored too; 0: no such scores are asked for.</summary>
    public int Folds { get; init; }

    /// <summary>The evaluation of all detections of one candidate.</summary>
    public CocoResult Evaluate(IReadOnlyList<DetectedObject> detections) => CocoEvaluation.Of(Truth, detections, Kind);

    /// <summary>
    /// The evaluations without the images of each fold, which are dealt out in turn; none where there are no two folds of images.
    /// </summary>
    /// <param name="detections">All detections of one candidate.</param>
    public IEnumerable<CocoResult> EvaluateFolds(IReadOnlyList<DetectedObject> detections)
    {
        var folds = Math.Min(Folds, Truth.Images.Length);
        if (folds < 2)
            yield break;
        for (var fold = 0; fold < folds; fold++)
        {
            var left = Truth.Images.Index().Where(image => image.Index % folds != fold).ToArray();
            var places = left.Index().ToDictionary(image => image.Item.Index, image => image.Index);
            yield return CocoEvaluation.Of(
                Truth with
                {
                    Images = [.. left.Select(image => image.Item)],
                },
                [.. detections.Where(one => places.ContainsKey(one.Image)).Select(one => one with { Image = places[one.Image] })],
                Kind
            );
        }
    }
}
