using System.Text.Json;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// Detections in COCO's JSON: an array of objects with <c>image_id</c>, <c>category_id</c>, <c>score</c> and a <c>bbox</c> or a
/// <c>segmentation</c>. Images and categories are ids, or names as text, which sets without ids need.
/// </summary>
public static class CocoResultsFile
{
    /// <param name="path">Path of the file.</param>
    /// <param name="truth">The labelled images that the detections refer to.</param>
    /// <param name="faults">Treatment of entries that cannot be used.</param>
    /// <param name="masks">Read the segmentations too.</param>
    /// <param name="remarks">One sentence for each kind of thing that was passed over, then one for each entry that was left out.</param>
    /// <returns>The detections in the file's order, which decides between equal scores. Boxes may be of any size and anywhere, since they
    /// say what was detected.</returns>
    /// <exception cref="DamagedFileException">The file is not in this format.</exception>
    /// <exception cref="UserException">There is no such file, or an entry cannot be used and <paramref name="faults"/> refuses.</exception>
    public static List<DetectedObject> Read(
        string path,
        DetectionSet truth,
        FaultPolicy faults,
        bool masks,
        out IReadOnlyList<string> remarks
    )
    {
        var list = new FaultList(faults);
        var places = new ResultPlaces(truth);
        var detections = new List<DetectedObject>();
        // The reference takes the first entry's word for whether the area of all is that of their boxes or of their masks.
        bool? boxes = null;
        // Whether a mask has to be read is known only when it turns out that there is no box.
        using var json = new JsonElements(path, CocoJson.Options(masks: true));
        json.Enter(
            JsonTokenType.StartArray,
            "a file of COCO detections, an array of objects with image_id, category_id, score and bbox or segmentation"
        );
        json.EachOfRoot<ResultElement>(
            "detections",
            entry =>
            {
                var fault = entry.Fault;
                if (entry.Value is { } element)
                {
                    boxes ??= element.Bbox is not null;
                    var image = places.Image(element.ImageId);
                    var category = image.Position < 0 ? image : places.Category(element.CategoryId);
                    fault = category.Fault;
                    if (!category.Counts)
                    {
                        list.Note(
                            $"{path}: detections of categories that the ground truth does not have, which do not count, as in the reference evaluations",
                            $"detections[{entry.Index}] of {element.CategoryId}"
                        );
                        return;
                    }
                    if (fault.Length == 0 && Detected(element, truth.Images[image.Position], boxes.Value, masks, out fault) is { } detected)
                    {
                        if (ShapeElement.HasOtherSize(detected.Shape, truth.Images[image.Position]))
                            list.Note($"{path}: {ShapeElement.OtherSize}", $"detections[{entry.Index}]");
                        detections.Add(detected with { Image = image.Position, Category = category.Position });
                    }
                }
                if (fault.Length > 0)
                    list.Add($"{path}, line {entry.Line}: detections[{entry.Index}] {fault}");
            }
        );
        remarks = [.. list.Notes, .. list.ToImmutable()];
        return detections;
    }

    /// <summary>A detection of no image and no category yet.</summary>
    private static DetectedObject? Detected(ResultElement element, LabelledImage about, bool boxes, bool masks, out string fault)
    {
        fault = FaultOf(element, boxes);
        if (fault.Length > 0)
            return null;
        element.Score.TryNumber(out var score);
        Segmentation? shape = null;
        if (element.Segmentation is { } given && (masks || !boxes))
        {
            shape = given.Resolve(about, DataUse.Evaluation, out fault);
            if (shape is null)
            {
                fault = $"has a damaged segmentation: {fault}";
                return null;
            }
        }
        if (boxes)
        {
            var box = element.Bbox!.Value.Box;
            if (masks)
                shape ??= Rectangle(box);
            return new DetectedObject(0, 0, box, score, box.Area, shape);
        }
        var mask = shape!.MaskAbout(about);
        return new DetectedObject(0, 0, element.Bbox?.Box ?? mask.Box, score, mask.Area, masks ? shape : null);
    }

    private static string FaultOf(ResultElement element, bool boxes) =>
        element switch
        {
            { Score.IsMissing: true } => "has no score",
            { Score: var score } when !(score.TryNumber(out var number) && double.IsFinite(number)) =>
                $"has the score {score}, which must be a number",
            { Bbox: { Found: not null } box } => box.Fault,
            { Bbox: null } when boxes => "has no box, and the file's first detection has one",
            { Segmentation: null } when !boxes => "has neither a box nor a segmentation",
            _ => "",
        };

    private static PolygonSegmentation Rectangle(Box box) =>
        new([
            [box.X, box.Y, box.X, box.Bottom, box.Right, box.Bottom, box.Right, box.Y],
        ]);
}
