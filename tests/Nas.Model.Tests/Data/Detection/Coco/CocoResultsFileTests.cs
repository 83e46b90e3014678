using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Coco;

public sealed class CocoResultsFileTests : IDisposable
{
    private static readonly DetectionSet Truth = new(
        [new LabelledImage(7, "seven.jpg", 100, 80, []), new LabelledImage(9, "nine.jpg", 100, 80, [])],
        [new LabelledCategory(1, "cat"), new LabelledCategory(3, "dog")],
        []
    );

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_and_categories_go_by_number_or_by_name()
    {
        var found = Read(
            """
            [{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 0.5},
             {"image_id": "seven", "category_id": "cat", "bbox": [-1, 2, 0, 4], "score": -2, "id": 5}]
            """
        );
        Assert.Equal([DetectedObject.OfBox(1, 1, new Box(1, 2, 3, 4), 0.5), DetectedObject.OfBox(0, 0, new Box(-1, 2, 0, 4), -2)], found);
    }

    [Fact]
    public void Without_boxes_they_come_from_the_masks()
    {
        var found = Assert.Single(
            Read("""[{"image_id": 9, "category_id": 3, "segmentation": {"size": [80, 100], "counts": [81, 2, 78, 2, 7837]}, "score": 1}]""")
        );
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
            masks: true
        );
        Assert.Equal([12.0, 12.0], found.Select(detection => detection.Area));
        Assert.Equal([12, 4], found.Select(detection => detection.Shape!.ToMask(80, 100).Area));
    }

    [Fact]
    public void An_empty_array_is_no_detections() => Assert.Empty(Read("[]"));

    [Theory]
    [InlineData("""{"image_id": 8, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""", "is of an unknown image, 8")]
    [InlineData("""{"image_id": "eight", "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""", "is of an unknown image, 'eight'")]
    [InlineData("""{"category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""", "has no image_id")]
    [InlineData("""{"image_id": 9, "bbox": [1, 2, 3, 4], "score": 1}""", "has no category_id")]
    [InlineData("""{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4]}""", "has no score")]
    [InlineData(
        """{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1e999}""",
        "has the score Infinity, which must be a number"
    )]
    [InlineData("""{"image_id": 9, "category_id": 3, "score": 1}""", "has no box, and the file's first detection has one")]
    [InlineData(
        """{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3], "score": 1}""",
        "has a damaged box, [1, 2, 3]: it must be four numbers"
    )]
    public void A_faulty_detection_is_named_and_refused_or_skipped(string detection, string fault)
    {
        var path = _folder.Write(
            "found.json",
            $$"""[{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}, {{detection}}]"""
        );
        var refused = Assert.Throws<UserException>(() => CocoResultsFile.Read(path, Truth, FaultPolicy.Refuse, masks: false, out _));
        Assert.Equal($"{path}, line 1: detections[1] {fault}; correct it, or have faulty entries skipped.", refused.Message);
        Assert.Single(CocoResultsFile.Read(path, Truth, FaultPolicy.Skip, masks: false, out var skipped));
        Assert.Equal([$"{path}, line 1: detections[1] {fault}; it is left out."], skipped);
    }

    [Theory]
    [InlineData("""{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": NaN}""", "has the score NaN, which must be a number")]
    [InlineData(
        """{"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": "high"}""",
        "has the score 'high', which must be a number"
    )]
    [InlineData(
        """{"image_id": [9], "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""",
        "has the image_id an array, which must be a number or a text"
    )]
    [InlineData("""{"image_id": 9.5, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}""", "is of an unknown image, 9.5")]
    [InlineData("""{"image_id": 9, "category_id": null, "bbox": [1, 2, 3, 4], "score": 1}""", "has no category_id")]
    [InlineData("3", "is 3, and must be an object")]
    public void An_odd_value_is_a_fault_of_its_entry_alone(string detection, string fault) =>
        A_faulty_detection_is_named_and_refused_or_skipped(detection, fault);

    [Theory]
    [InlineData("9.0", "3.0", "\"0.5\"")]
    [InlineData("\"9\"", "\"3\"", "5e-1")]
    [InlineData("\"nine.jpg\"", "\"dog\"", "0.5")]
    public void Values_are_read_however_tools_write_them(string image, string category, string score)
    {
        var found = Assert.Single(
            Read(
                $$"""[{"image_id": {{image}}, "category_id": {{category}}, "bbox": [1.0, "2", 3, 4], "score": {{score}}, "area": "any", "id": [1], "segmentation": 7}]"""
            )
        );
        Assert.Equal(DetectedObject.OfBox(1, 1, new Box(1, 2, 3, 4), 0.5), found);
    }

    [Fact]
    public void Detections_of_categories_without_truth_are_passed_over_and_counted()
    {
        var path = _folder.Write(
            "found.json",
            """
            [{"image_id": 9, "category_id": 2, "bbox": [1, 2, 3, 4], "score": 1}, {"image_id": 9, "category_id": "bird", "bbox": [1, 2, 3, 4], "score": 1},
             {"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}]
            """
        );
        Assert.Single(CocoResultsFile.Read(path, Truth, FaultPolicy.Refuse, masks: false, out var remarks));
        Assert.Equal(
            $"{path}: detections of categories that the ground truth does not have, which do not count, as in the reference evaluations: 2 (detections[0] of 2, detections[1] of 'bird').",
            Assert.Single(remarks)
        );
    }

    [Theory]
    [InlineData("\"001\"", "is of image '001', which may be left/001.jpg or right/001.jpg: give its id")]
    [InlineData("\"001.jpg\"", "is of image '001.jpg', which may be left/001.jpg or right/001.jpg: give its id")]
    [InlineData("\"2\"", "is of image '2', which may be right/001.jpg or 2.jpg: give its id")]
    public void A_name_of_two_images_is_refused(string image, string fault)
    {
        var refused = Assert.Throws<UserException>(() => Found(Alike, image, "\"cow\""));
        Assert.Contains(fault, refused.Message);
    }

    [Theory]
    [InlineData("\"cat\"", "is of category 'cat', which may be that of the id 1 or that of the id 3: give its id")]
    [InlineData("\"4\"", "is of category '4', which may be that of the id 4 or that of the id 5: give its id")]
    public void A_name_of_two_categories_is_refused(string category, string fault)
    {
        var refused = Assert.Throws<UserException>(() => Found(Alike, "1", category));
        Assert.Contains(fault, refused.Message);
    }

    [Theory]
    [InlineData("\"left/001\"", 0)]
    [InlineData("\"right/001.jpg\"", 1)]
    [InlineData("2", 1)]
    [InlineData("\"2.jpg\"", 2)]
    [InlineData("\"1\"", 0)]
    public void A_name_or_number_of_one_image_is_that_image(string image, int position) =>
        Assert.Equal(position, Found(Alike, image, "\"cow\"").Image);

    private static readonly DetectionSet Alike = new(
        [
            new LabelledImage(1, "left/001.jpg", 10, 10, []),
            new LabelledImage(2, "right/001.jpg", 10, 10, []),
            new LabelledImage(3, "2.jpg", 10, 10, []),
        ],
        [new LabelledCategory(1, "cat"), new LabelledCategory(3, "cat"), new LabelledCategory(4, "cow"), new LabelledCategory(5, "4")],
        []
    );

    private DetectedObject Found(DetectionSet truth, string image, string category) =>
        Assert.Single(
            CocoResultsFile.Read(
                _folder.Write(
                    "found.json",
                    $$"""[{"image_id": {{image}}, "category_id": {{category}}, "bbox": [1, 2, 3, 4], "score": 1}]"""
                ),
                truth,
                FaultPolicy.Refuse,
                masks: false,
                out _
            )
        );

    [Fact]
    public void Numbers_mean_nothing_where_categories_have_only_names()
    {
        var named = Truth with { Categories = [new LabelledCategory(null, "cat")] };
        var path = _folder.Write("found.json", """[{"image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}]""");
        var refused = Assert.Throws<UserException>(() => CocoResultsFile.Read(path, named, FaultPolicy.Refuse, masks: false, out _));
        Assert.Contains("is of category 1, and the ground truth's categories have names but no agreed numbers", refused.Message);
    }

    [Theory]
    [InlineData("{}", "is not a file of COCO detections, an array of objects with image_id, category_id, score and bbox or segmentation.")]
    [InlineData("[{\"image_id\": 9},\n", "is damaged in line 2, detections[1]: ")]
    public void A_file_that_is_something_else_is_refused_naming_the_place(string text, string sentence)
    {
        var path = _folder.Write("found.json", text);
        var refused = Assert.Throws<DamagedFileException>(() => CocoResultsFile.Read(path, Truth, FaultPolicy.Skip, masks: false, out _));
        Assert.StartsWith($"{path} {sentence}", refused.Message);
    }

    private List<DetectedObject> Read(string text, bool masks = false) =>
        CocoResultsFile.Read(_folder.Write("found.json", text), Truth, FaultPolicy.Refuse, masks, out _);
}
