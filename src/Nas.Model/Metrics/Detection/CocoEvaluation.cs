using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Metrics.Detection;

/// <summary>The shapes that are compared.</summary>
public enum OverlapKind
{
    Boxes,
    Masks,
}

/// <summary>
/// The COCO evaluation of detections, equal to the reference's (cocodataset/cocoapi) on any input. Source: Lin et al., 2014, and its public
/// definition: average precision over ten overlaps and 101 recalls, with crowd regions and ranges of areas.
/// </summary>
public sealed class CocoEvaluation
{
    private readonly DetectionSet _set;
    private readonly OverlapKind _kind;
    private readonly EvaluationCells _cells;
    private readonly CocoMatcher _matcher = new();
    private readonly CocoCategory _category = new();
    private TruthItem[] _truths = [];
    private double[] _overlaps = [];

    private CocoEvaluation(DetectionSet set, IReadOnlyList<DetectedObject> detections, OverlapKind kind) =>
        (_set, _kind, _cells) = (set, kind, new EvaluationCells(set, detections));

    /// <param name="truth">The objects there are; all of its images and categories take part.</param>
    /// <param name="detections">Detections in an order that decides between equal scores in one image; between images the lesser id goes
    /// first.</param>
    /// <param name="kind">Boxes, or masks, which all objects and detections must then have.</param>
    /// <exception cref="ArgumentException">A detection is of no image or category of the set, its score is not finite, or a mask is
    /// missing.</exception>
    public static CocoResult Of(DetectionSet truth, IReadOnlyList<DetectedObject> detections, OverlapKind kind) =>
        new CocoEvaluation(truth, detections, kind).Evaluate();

    private CocoResult Evaluate()
    {
        var summary = new CocoSummary();
        for (var category = 0; category < _set.Categories.Length; category++)
        {
            _category.Clear();
            foreach (var cell in _cells.Of(category))
                Add(cell);
            summary.Add(_set.Categories[category], _category);
        }
        return summary.ToResult();
    }

    private void Add(Cell cell)
    {
        var truths = _cells.Truths.AsSpan(cell.FirstTruth, cell.Truths);
        var detections = _cells.Detections.AsSpan(cell.FirstDetection, Math.Min(cell.Detections, CocoRules.MostDetections));
        if (_truths.Length < truths.Length)
            _truths = new TruthItem[truths.Length * 2];
        for (var g = 0; g < truths.Length; g++)
            _truths[g] = new TruthItem(truths[g].Id, truths[g].Area, truths[g].IsCrowd);
        Span<double> scores = stackalloc double[detections.Length];
        Span<double> areas = stackalloc double[detections.Length];
        for (var d = 0; d < detections.Length; d++)
            (scores[d], areas[d]) = (detections[d].Score, detections[d].Area);

        var overlaps = Overlaps(_set.Images[cell.Image], truths, detections);
        var first = _category.Add(scores);
        for (var range = 0; range < CocoRules.AreaRanges; range++)
        {
            var counted = _matcher.Match(
                areas,
                _truths.AsSpan(0, truths.Length),
                overlaps,
                range,
                _category.Hits(range, first),
                _category.Misses(range, first)
            );
            _category.AddObjects(range, counted);
        }
    }

    /// <summary>A row of objects for each detection.</summary>
    private ReadOnlySpan<double> Overlaps(LabelledImage image, ReadOnlySpan<LabelledObject> truths, ReadOnlySpan<DetectedObject> detections)
    {
        var size = truths.Length * detections.Length;
        if (_overlaps.Length < size)
            _overlaps = new double[size * 2];
        if (size > 0 && _kind == OverlapKind.Masks)
            MaskOverlaps(image, truths, detections);
        else if (size > 0)
            BoxOverlaps(truths, detections);
        return _overlaps.AsSpan(0, size);
    }

    private void BoxOverlaps(ReadOnlySpan<LabelledObject> truths, ReadOnlySpan<DetectedObject> detections)
    {
        for (var g = 0; g < truths.Length; g++)
        {
            var (box, isCrowd) = (truths[g].Box, truths[g].IsCrowd);
            for (var d = 0; d < detections.Length; d++)
                _overlaps[(d * truths.Length) + g] = Overlap.Of(detections[d].Box, box, isCrowd);
        }
    }

    private void MaskOverlaps(LabelledImage image, ReadOnlySpan<LabelledObject> truths, ReadOnlySpan<DetectedObject> detections)
    {
        var found = new RunLengthMask[detections.Length];
        for (var d = 0; d < found.Length; d++)
            found[d] = MaskOf(detections[d].Shape, image);
        for (var g = 0; g < truths.Length; g++)
        {
            var (mask, isCrowd) = (MaskOf(truths[g].Shape, image), truths[g].IsCrowd);
            for (var d = 0; d < found.Length; d++)
                _overlaps[(d * truths.Length) + g] = Overlap.Of(found[d], mask, isCrowd);
        }
    }

    private static RunLengthMask MaskOf(Segmentation? shape, LabelledImage image) =>
        shape?.MaskAbout(image)
        ?? throw new ArgumentException($"image {image.Id} has an object or a detection without a mask", nameof(shape));
}
