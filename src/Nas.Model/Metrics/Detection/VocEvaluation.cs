using System.Collections.Immutable;
using Nas.Model.Data.Detection;

namespace Nas.Model.Metrics.Detection;

/// <param name="AP50">Mean over categories of the area under the curve (the rule since 2010); -1 where there is no object to find.</param>
/// <param name="AP50ElevenPoint">Mean over categories of the precisions at recalls 0, 0.1, ..., 1 (the rule of 2007); -1 likewise.</param>
/// <param name="Categories">Results of the categories, in the order of the set.</param>
public sealed record VocResult(double AP50, double AP50ElevenPoint, ImmutableArray<VocCategoryResult> Categories);

/// <param name="Objects">Number of objects to be found: those that are not difficult.</param>
public sealed record VocCategoryResult(string Name, int Objects, double AP50, double AP50ElevenPoint);

/// <summary>
/// The VOC evaluation of boxes. Each detection, the surest first, goes to the object it overlaps most: from an overlap of one half on it is
/// right the first time and wrong again, and does not count where the object is difficult. Corners are pixels that belong to the box, so a
/// side is one longer than their difference. Source: Everingham et al., 2010, and the VOC development kit.
/// </summary>
public static class VocEvaluation
{
    private const double LeastOverlap = 0.5;

    private static readonly double[] ElevenRecalls = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    /// <exception cref="ArgumentException">A detection is of no image or category of the set, or its score is not finite.</exception>
    public static VocResult Of(DetectionSet truth, IReadOnlyList<DetectedObject> detections)
    {
        var cells = new EvaluationCells(truth, detections);
        var results = ImmutableArray.CreateBuilder<VocCategoryResult>(truth.Categories.Length);
        for (var category = 0; category < truth.Categories.Length; category++)
            results.Add(Of(cells, category, truth.Categories[category].Name));
        var defined = results.Where(result => result.Objects > 0).ToArray();
        return defined.Length == 0
            ? new VocResult(-1, -1, results.MoveToImmutable())
            : new VocResult(
                defined.Average(result => result.AP50),
                defined.Average(result => result.AP50ElevenPoint),
                results.MoveToImmutable()
            );
    }

    private static VocCategoryResult Of(EvaluationCells cells, int category, string name)
    {
        var scores = new List<double>();
        var verdicts = new List<Verdict>();
        var objects = 0;
        foreach (var cell in cells.Of(category))
        {
            var truths = cells.Truths.AsSpan(cell.FirstTruth, cell.Truths);
            foreach (var truth in truths)
                objects += truth.IsDifficult ? 0 : 1;
            var taken = new bool[truths.Length];
            foreach (ref readonly var detection in cells.Detections.AsSpan(cell.FirstDetection, cell.Detections))
            {
                scores.Add(detection.Score);
                verdicts.Add(Judge(detection.Box, truths, taken));
            }
        }
        if (objects == 0)
            return new VocCategoryResult(name, 0, -1, -1);

        var curve = new PrecisionCurve();
        foreach (var i in StableOrder.ByFallingScore(scores.ToArray()))
        {
            if (verdicts[i] != Verdict.DoesNotCount)
                curve.Admit(verdicts[i] == Verdict.Right, objects);
        }
        return new VocCategoryResult(name, objects, curve.Area(), curve.MeanAt(ElevenRecalls));
    }

    private static Verdict Judge(in Box box, ReadOnlySpan<LabelledObject> truths, bool[] taken)
    {
        var (best, found) = (LeastOverlap, -1);
        for (var g = 0; g < truths.Length; g++)
        {
            var overlap = Overlap.Of(WithCorners(box), WithCorners(truths[g].Box), isCrowd: false);
            // The first object wins among equal overlaps.
            if (overlap < best || (overlap == best && found >= 0))
                continue;
            (best, found) = (overlap, g);
        }
        if (found < 0)
            return Verdict.Wrong;
        if (truths[found].IsDifficult)
            return Verdict.DoesNotCount;
        var again = taken[found];
        taken[found] = true;
        return again ? Verdict.Wrong : Verdict.Right;
    }

    private static Box WithCorners(in Box box) => box with { Width = box.Width + 1, Height = box.Height + 1 };

    private enum Verdict
    {
        Right,
        Wrong,
        DoesNotCount,
    }
}
