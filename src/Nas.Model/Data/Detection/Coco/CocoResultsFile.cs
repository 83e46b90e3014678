using System.Text.Json;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// Detections in COCO's JSON: an array of objects with <c>image_id</c>, <c>category_id</c>, <c>score</c> and a <c>bbox</c> or a
/// <c>segmentation</c>. Images and categories are numbers, or names as text, which sets without numbers need.
/// </summary>
public static class CocoResultsFile
{
    /// <param name="path">Of the file.</param>
    /// <param name="truth">What the detections are about.</param>
    /// <param name="faults">What to do with entries that cannot be used.</param>
    /// <param name="masks">Read the segmentations too.</param>
    /// <param name="skipped">One sentence for each entry that was left out.</param>
    /// <returns>In the file's order, which decides between equal scores. Boxes may be empty or outside: that is what was detected.</returns>
    /// <exception cref="DamagedFileException">Not such a file.</exception>
    /// <exception cref="UserException">There is no such file, or an entry cannot be used and <paramref name="faults"/> refuses.</exception>
    public static List<DetectedObject> Read(string path, DetectionSet truth, FaultPolicy faults, bool masks, out IReadOnlyList<string> skipped)
    {
        var list = new FaultList(faults);
        var places = new ResultPlaces(truth);
        var detections = new List<DetectedObject>();
        // The reference takes the first entry's word for whether the area of all is that of their boxes or of their masks.
        bool? boxes = null;
        // Whether a mask has to be read is known only when it turns out that there is no box.
        using var json = new JsonElements(path, CocoJson.Options(masks: true));
        json.Enter(JsonTokenType.StartArray, "a file of COCO detections, an array of objects with image_id, category_id, score and bbox or segmentation");
        json.EachOfRoot<ResultElement>("detections", (index, element) =>
        {
            boxes ??= element.Bbox is not null;
            if (Detected(element, truth, places, boxes.Value, masks, out var fault) is { } detected) detections.Add(detected);
            else list.Add($"{path}: detections[{index}] {fault}");
        });
        skipped = list.ToImmutable();
        return detections;
    }

    private static DetectedObject? Detected(ResultElement element, DetectionSet truth, ResultPlaces places, bool boxes, bool masks, out string fault)
    {
        var image = places.Image(element.ImageId, out fault);
        var category = fault.Length == 0 ? places.Category(element.CategoryId, out fault) : -1;
        if (fault.Length == 0) fault = Fault(element, boxes);
        if (fault.Length > 0) return null;

        var about = truth.Images[image];
        Segmentation? shape = null;
        if (element.Segmentation is { } given && (masks || !boxes))
        {
            shape = given.Resolve(about, out fault);
            if (shape is null)
            {
                fault = $"has a damaged segmentation: {fault}";
                return null;
            }
        }
        if (boxes)
        {
            var box = element.Bbox!.Value;
            if (masks) shape ??= Rectangle(box);
            return new DetectedObject(image, category, box, element.Score!.Value, box.Area, shape);
        }
        var mask = shape is MaskSegmentation { Mask: var whole } ? whole : shape!.ToMask(about.Height, about.Width);
        return new DetectedObject(image, category, element.Bbox ?? mask.Box, element.Score!.Value, mask.Area, masks ? shape : null);
    }

    private static string Fault(ResultElement element, bool boxes) => element switch
    {
        { Score: null } => "has no score",
        { Score: { } score } when !double.IsFinite(score) => $"has the score {score}",
        { Bbox: { IsFinite: false } } => "has a damaged box: it must be four numbers",
        { Bbox: { Width: < 0 } or { Height: < 0 } } => $"has a damaged box, {element.Bbox}: a side is negative",
        { Bbox: null } when boxes => "has no box, and the file's first detection has one",
        { Segmentation: null } when !boxes => "has neither a box nor a segmentation",
        _ => "",
    };

    private static PolygonSegmentation Rectangle(Box box) =>
        new([[box.X, box.Y, box.X, box.Bottom, box.Right, box.Bottom, box.Right, box.Y]]);
}
