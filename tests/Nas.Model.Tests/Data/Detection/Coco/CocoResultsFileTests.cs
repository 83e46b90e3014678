using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Tests.Data.Detection.Coco;

public sealed class CocoResultsFileTests : IDisposable
{
    private static readonly DetectionSet s_truth = new(
        [new LabelledImage(7, "seven.jpg", 100, 80, []), new LabelledImage(9, "nine.jpg", 100, 80, [])],
        [new LabelledCategory(1, "cat"), new LabelledCategory(3, "dog")], []);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_and_categories_go_by_number_or_by_name()
    {
        var found = Read("""
            [{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 0.5},
             {"image_id": "seven", "category_id": "cat", "bbox": [-1, 2, 0, 4], "score": -2, "id": 5}]
            """);
        Assert.Equal([DetectedObject.OfBox(1, 1, new Box(1, 2, 3, 4), 0.5), DetectedObject.OfBox(0, 0, new Box(-1, 2, 0, 4), -2)], found);
    }

    [Fact]
    public void Without_boxes_they_come_from_the_masks()
    {
        var found = Assert.Single(Read("""[{"image_id": 9, "category_id": 3, "segmentation": {"size": [80, 100], "counts": [81, 2, 78, 2, 7837]}, "score": 1}]"""));
        Assert.Equal((new Box(1, 1, 2, 2), 4.0), (found.Box, found.Area));
    }

    [Fact]
    public void Without_masks_they_come_from_the_boxes_and_areas_are_the_boxes_where_the_first_detection_has_one()
    {
        var found = Read(
            """
            [{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1},
             {"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": {"size": [80, 100], "counts": [81, 2, 78, 2, 7837]}, "score": 1}]
            """,
            masks: true);
        Assert.Equal([12.0, 12.0], found.Select(detection => detection.Area));
        Assert.Equal([12, 4], found.Select(detection => detection.Shape!.ToMask(80, 100).Area));
    }

    [Fact]
    public void An_empty_array_is_no_detections() => Assert.Empty(Read("[]"));

    [Theory]
    [InlineData("""{"image_id": 8, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""", "is of an unknown image, 8")]
    [InlineData("""{"image_id": "eight", "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""", "is of an unknown image, 'eight'")]
    [InlineData("""{"image_id": 9, "category_id": 2, "bbox": [1, 2, 3, 4], "score": 1}""", "is of an unknown category, 2")]
    [InlineData("""{"category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""", "has no image_id")]
    [InlineData("""{"image_id": 9, "bbox": [1, 2, 3, 4], "score": 1}""", "has no category_id")]
    [InlineData("""{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4]}""", "has no score")]
    [InlineData("""{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1e999}""", "has the score Infinity")]
    [InlineData("""{"image_id": 9, "category_id": 3, "score": 1}""", "has no box, and the file's first detection has one")]
    [InlineData("""{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3], "score": 1}""", "has a damaged box: it must be four numbers")]
    [InlineData("""{"image_id": 9, "category_id": 3, "bbox": [1, 2, -3, 4], "score": 1}""", "has a damaged box, [1, 2, -3, 4]: a side is negative")]
    public void A_faulty_detection_is_named_and_refused_or_skipped(string detection, string fault)
    {
        var path = _folder.Write("found.json", $$"""[{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}, {{detection}}]""");
        var refused = Assert.Throws<UserException>(() => CocoResultsFile.Read(path, s_truth, FaultPolicy.Refuse, masks: false, out _));
        Assert.Equal($"{path}: detections[1] {fault}; correct it, or have faulty entries skipped.", refused.Message);
        Assert.Single(CocoResultsFile.Read(path, s_truth, FaultPolicy.Skip, masks: false, out var skipped));
        Assert.Equal([$"{path}: detections[1] {fault}; it is left out."], skipped);
    }

    [Fact]
    public void Numbers_mean_nothing_where_categories_have_only_names()
    {
        var named = s_truth with { Categories = [new LabelledCategory(null, "cat")] };
        var path = _folder.Write("found.json", """[{"image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}]""");
        var refused = Assert.Throws<UserException>(() => CocoResultsFile.Read(path, named, FaultPolicy.Refuse, masks: false, out _));
        Assert.Contains("is of category 1, and the ground truth's categories have names but no agreed numbers", refused.Message);
    }

    [Theory]
    [InlineData("{}", "is not a file of COCO detections, an array of objects with image_id, category_id, score and bbox or segmentation.")]
    [InlineData("[{\"image_id\": 9.5}]", "is damaged in line 1, detections[0].image_id: It must be a whole number or a name.")]
    [InlineData("[3]", "is damaged in line 1, detections[0]: ")]
    [InlineData("[{\"image_id\": 9},\n", "is damaged in line 2, detections[1]: ")]
    public void A_file_that_is_something_else_is_refused_naming_the_place(string text, string sentence)
    {
        var path = _folder.Write("found.json", text);
        var refused = Assert.Throws<DamagedFileException>(() => CocoResultsFile.Read(path, s_truth, FaultPolicy.Skip, masks: false, out _));
        Assert.StartsWith($"{path} {sentence}", refused.Message);
    }

    private List<DetectedObject> Read(string text, bool masks = false) =>
        CocoResultsFile.Read(_folder.Write("found.json", text), s_truth, FaultPolicy.Refuse, masks, out _);
}
