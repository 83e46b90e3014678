using System.Text.Json.Nodes;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Metrics.Detection;
using Testing;

namespace Nas.Model.Tests.Metrics.Detection;

/// <summary>
/// Truth that nobody would train on, and odd values. The figures are those of the reference (cocodataset/cocoapi: coco.py, cocoeval.py and
/// maskApi.c) for the same files; where it fails, as with numbers that are text, those of the same file as it would have it.
/// </summary>
public sealed class CocoReferenceTests : IDisposable
{
    private const double Tolerance = 1e-6,
        Plain = 0.862624;

    private const string Truth = """
        {"images": [{"id": 1, "width": 100, "height": 80, "file_name": "a.jpg"}, {"id": 2, "width": 64, "height": 64, "file_name": "b.jpg"}],
         "categories": [{"id": 1, "name": "cat"}, {"id": 3, "name": "dog"}],
         "annotations": [
          {"id": 11, "image_id": 1, "category_id": 1, "bbox": [10, 10, 30, 40], "area": 1200, "iscrowd": 0, "segmentation": [[10, 10, 40, 10, 40, 50, 10, 50]]},
          {"id": 12, "image_id": 1, "category_id": 3, "bbox": [50, 20, 40, 40], "area": 1600, "iscrowd": 0, "segmentation": [[50, 20, 90, 20, 90, 60, 50, 60]]},
          {"id": 13, "image_id": 2, "category_id": 1, "bbox": [5, 5, 20, 20], "area": 400, "iscrowd": 0, "segmentation": [[5, 5, 25, 5, 25, 25, 5, 25]]}]}
        """;

    private const string Found = """
        [{"image_id": 1, "category_id": 1, "bbox": [11, 11, 30, 40], "score": 0.9}, {"image_id": 1, "category_id": 3, "bbox": [52, 20, 40, 40], "score": 0.8},
         {"image_id": 2, "category_id": 1, "bbox": [6, 5, 20, 20], "score": 0.7}, {"image_id": 2, "category_id": 3, "bbox": [40, 40, 10, 10], "score": 0.3}]
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"bbox": [30, 30, 5.5, 0.0], "area": 0.0}""", 0.723762, 0.831683, 0.454455)]
    [InlineData("""{"bbox": [40, 40, -6, 8], "area": 48}""", 0.723762, 0.831683, 0.454455)]
    [InlineData("""{"area": -33}""", Plain, 1, 0.9)]
    [InlineData("""{"area": 1e11}""", Plain, 1, 0.9)]
    [InlineData("""{"image_id": 9}""", Plain, 1, 0.9)]
    [InlineData("""{"image_id": "nine"}""", Plain, 1, 0.9)]
    [InlineData("""{"category_id": 9}""", Plain, 1, 0.9)]
    [InlineData("""{"id": 13}""", 0.584653, 0.668317, 0)]
    [InlineData("""{"id": 12, "category_id": 3}""", 0.412624, 0.5, 0.45)]
    public void An_object_that_nobody_would_train_on_counts_as_in_the_reference(string annotation, double ap, double ap50, double small) =>
        AssertFigures(With(Truth, annotation), Found, ap, ap50, small);

    [Theory]
    [InlineData("""{"bbox": [40, 40, 26, 22], "area": 572}""", """{"bbox": [40, 40, 26, 22]}""", 0.877723, 1, 0.925248)]
    [InlineData(
        """{"bbox": [40, 40, -6, -8], "area": 48}""",
        """{"bbox": [40, 40, -6, -8], "score": 0.95}""",
        0.632508,
        0.721122,
        0.227228
    )]
    [InlineData("""{"iscrowd": 2, "bbox": [30, 30, 20, 20], "area": 400}""", """{"bbox": [32, 32, 5, 5], "score": 0.95}""", Plain, 1, 0.9)]
    [InlineData(
        """{"iscrowd": true, "bbox": [30, 30, 20, 20], "area": null}""",
        """{"bbox": [32, 32, 5, 5], "score": 0.95}""",
        Plain,
        1,
        0.9
    )]
    [InlineData("""{"image_id": 9}""", """{"category_id": 9, "score": 0.99}""", Plain, 1, 0.9)]
    [InlineData("""{"image_id": 9}""", """{"bbox": [30, 30, -5, 6], "score": 0.99}""", Plain, 1, 0.9)]
    [InlineData("""{"image_id": 9}""", """{"bbox": [30, 30, -5, -6], "score": 0.99}""", 0.725083, 0.833333, 0.45)]
    public void An_odd_object_and_its_detection_count_as_in_the_reference(
        string annotation,
        string detection,
        double ap,
        double ap50,
        double small
    ) => AssertFigures(With(Truth, annotation), WithDetection(detection), ap, ap50, small);

    [Theory]
    [InlineData("\"id\": 11,", "\"id\": 0,", 0.563614)]
    [InlineData("\"id\": 11,", "\"id\": 0.5,", Plain)]
    [InlineData("\"id\": 11,", "\"id\": \"eleven\",", Plain)]
    [InlineData("{\"id\": 3, \"name\": \"dog\"}", "{\"id\": 3}, {\"id\": 3, \"name\": \"hound\"}", Plain)]
    [InlineData("\"images\": [", "\"images\": [{\"id\": 1, \"width\": \"wide\", \"height\": -1}, ", Plain)]
    [InlineData("\"width\": 100", "\"width\": [NaN]", Plain)]
    [InlineData("\"iscrowd\": 0", "\"iscrowd\": 0.0", Plain)]
    [InlineData("\"iscrowd\": 0", "\"iscrowd\": \"0\"", Plain)]
    [InlineData("\"iscrowd\": 0", "\"iscrowd\": false", Plain)]
    [InlineData("\"area\": 1200", "\"area\": \"1200\"", Plain)]
    [InlineData("\"area\": 1200,", "", Plain)]
    [InlineData("[10, 10, 30, 40]", "[\"10\", 10.0, 3e1, 40]", Plain)]
    [InlineData("\"images\"", "\"info\": [{\"contributor\": -Infinity}, [\"NaN\\\\\"]], \"images\"", Plain)]
    public void Odd_values_change_nothing_that_they_do_not_change_in_the_reference(string written, string instead, double ap) =>
        Assert.Equal(ap, Evaluate(Truth.Replace(written, instead, StringComparison.Ordinal), Found, masks: false, out _).AP, Tolerance);

    [Theory]
    [InlineData("[[10, 10, 40, 10, 40, 50, 10, 50]]", "[[10, 10, 40, 10, 40, 50, 10, 50, 7], [1, 1, 2, 2], [3, 3, 9, 9, 4]]", Plain)]
    [InlineData("[[50, 20, 90, 20, 90, 60, 50, 60]]", """{"size": [32, 32], "counts": [100, 200, 724]}""", 0.412624)]
    [InlineData("\"bbox\": [10, 10, 30, 40]", "\"bbox\": \"none\"", Plain)]
    [InlineData("[[10, 10, 40, 10, 40, 50, 10, 50]]", "[10, 10, 40, 10, \"40\", 50.0, 10, 50]", Plain)]
    public void Odd_masks_count_as_in_the_reference(string written, string instead, double ap) =>
        Assert.Equal(ap, Evaluate(Truth.Replace(written, instead, StringComparison.Ordinal), Found, masks: true, out _).AP, Tolerance);

    [Theory]
    [InlineData("1.0", "2.0", "1", "2e0")]
    [InlineData("\"im_1\"", "\"im_2\"", "\"im_1\"", "\"im_2\"")]
    [InlineData("\"1\"", "\"2\"", "1", "2")]
    [InlineData("1", "2", "\"1\"", "\"2.0\"")]
    [InlineData("true", "false", "1", "0")]
    [InlineData("1.5", "18446744073709551615", "1.5", "18446744073709551615")]
    public void Ids_are_any_value_and_the_same_however_written(string one, string two, string oneFound, string twoFound)
    {
        // Of the fourth row's second image only the file's name is a text that "2.0" could be.
        var truth = Truth
            .Replace("\"id\": 1, \"width\"", $"\"id\": {one}, \"width\"", StringComparison.Ordinal)
            .Replace("\"id\": 2,", $"\"id\": {two},", StringComparison.Ordinal)
            .Replace("\"image_id\": 1,", $"\"image_id\": {one},", StringComparison.Ordinal)
            .Replace("\"image_id\": 2,", $"\"image_id\": {two},", StringComparison.Ordinal)
            .Replace("b.jpg", "2.0.jpg", StringComparison.Ordinal);
        var found = Found
            .Replace("\"image_id\": 1,", $"\"image_id\": {oneFound},", StringComparison.Ordinal)
            .Replace("\"image_id\": 2,", $"\"image_id\": {twoFound},", StringComparison.Ordinal);
        Assert.Equal(Plain, Evaluate(truth, found, masks: false, out _).AP, Tolerance);
    }

    /// <summary>
    /// Equal scores in different images are ordered by the ids of the images, and texts of digits are sorted as texts: "10" before "9".
    /// </summary>
    [Theory]
    [InlineData("9", "10", 1)]
    [InlineData("\"9\"", "\"10\"", 0.5)]
    public void Texts_of_digits_are_in_the_order_of_texts(string right, string wrong, double ap)
    {
        var truth = $$"""
            {"images": [{"id": {{right}}}, {"id": {{wrong}}}], "categories": [{"id": "c"}],
             "annotations": [{"id": 1, "image_id": {{right}}, "category_id": "c", "bbox": [0, 0, 9, 9], "area": 81, "iscrowd": 0}]}
            """;
        var found =
            $$"""[{"image_id": {{wrong}}, "category_id": "c", "bbox": [0, 0, 9, 9], "score": 0.5}, {"image_id": {{right}}, "category_id": "c", "bbox": [0, 0, 9, 9], "score": 0.5}]""";
        Assert.Equal(ap, Evaluate(truth, found, masks: false, out _).AP, Tolerance);
    }

    [Theory]
    [InlineData(
        """{"image_id": 9}""",
        "annotations of images or categories that it does not list, which do not count, as in the reference evaluation: 1 (annotations[3] (id 14) is of an unknown image, 9)."
    )]
    [InlineData(
        """{"id": 13}""",
        "annotations with the id of a later one, which counts again in their place, as in the reference evaluation: 1 (annotations[2] (id 13) is annotations[3])."
    )]
    [InlineData(
        """{"area": null}""",
        "annotations without an area, for which that of their mask or box is taken: 1 (annotations[3] (id 14))."
    )]
    public void What_is_passed_over_or_taken_for_something_else_is_said(string annotation, string note)
    {
        Evaluate(With(Truth, annotation), Found, masks: false, out var notes);
        Assert.Equal(note, Assert.Single(notes)[(_folder.Path.Length + "/truth.json: ".Length)..]);
    }

    private static string With(string truth, string annotation)
    {
        var document = JsonNode.Parse(truth)!;
        document["annotations"]!
            .AsArray()
            .Add(Merged("""{"id": 14, "image_id": 2, "category_id": 1, "bbox": [30, 30, 5.5, 6], "area": 33, "iscrowd": 0}""", annotation));
        return document.ToJsonString();
    }

    private static string WithDetection(string detection)
    {
        var detections = JsonNode.Parse(Found)!.AsArray();
        detections.Add(Merged("""{"image_id": 2, "category_id": 1, "bbox": [30, 30, 5, 6], "score": 0.6}""", detection));
        return detections.ToJsonString();
    }

    private static JsonObject Merged(string usual, string odd)
    {
        var merged = JsonNode.Parse(usual)!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(odd)!.AsObject())
            merged[key] = value?.DeepClone();
        return merged;
    }

    private void AssertFigures(string truth, string found, double ap, double ap50, double small)
    {
        var result = Evaluate(truth, found, masks: false, out _);
        Assert.Equal(ap, result.AP, Tolerance);
        Assert.Equal(ap50, result.AP50, Tolerance);
        Assert.Equal(small, result.APSmall, Tolerance);
    }

    private CocoResult Evaluate(string truth, string found, bool masks, out IReadOnlyList<string> notes)
    {
        var set = CocoFile.Read(_folder.Write("truth.json", truth), masks: masks, use: DataUse.Evaluation);
        var detections = CocoResultsFile.Read(_folder.Write("found.json", found), set, FaultPolicy.Refuse, masks, out _);
        notes = set.Notes;
        Assert.Empty(set.Skipped);
        return CocoEvaluation.Of(set, detections, masks ? OverlapKind.Masks : OverlapKind.Boxes);
    }
}
