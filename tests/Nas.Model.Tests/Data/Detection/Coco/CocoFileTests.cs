using System.Text;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Masks;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Coco;

public sealed class CocoFileTests : IDisposable
{
    private const string Image = """{"id": 7, "width": 100, "height": 80, "file_name": "seven.jpg"}""";
    private const string Good = """{"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "area": 700.5, "iscrowd": 0}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_annotations_and_categories_may_come_in_any_order_among_other_things()
    {
        var path = _folder.Write("coco.json", $$"""
            {"info": {"year": [2017, {"a": null}]}, "annotations": [{{Good}}, {"id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 5, 4], "iscrowd": 1}],
             "categories": [{"id": 3, "name": "dog", "supercategory": "animal"}, {"id": 1, "name": "cat"}],
             "images": [{"id": 8, "file_name": "eight.jpg"}, {{Image}}]}
            """);
        var set = CocoFile.Read(path);

        Assert.Equal([new LabelledCategory(1, "cat"), new LabelledCategory(3, "dog")], set.Categories);
        Assert.Equal([8L, 7L], set.Images.Select(image => image.Id));
        Assert.Empty(set.Images[0].Objects);
        Assert.Equal(
            [new LabelledObject(1, 1, new Box(10, 20, 30, 40), 700.5), new LabelledObject(2, 0, new Box(0, 0, 5, 4), 20, IsCrowd: true)],
            set.Images[1].Objects);
    }

    [Fact]
    public void Elements_greater_than_the_buffer_and_a_byte_order_mark_are_read()
    {
        var polygon = string.Join(", ", Enumerable.Range(0, 100_000).Select(i => i % 2 == 0 ? "1.25" : "7"));
        var text = Document($$"""{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 7, 3, 4], "segmentation": [[{{polygon}}]]}""");
        var path = _folder.File("coco.json");
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var shape = Assert.IsType<PolygonSegmentation>(CocoFile.Read(path, masks: true).Images[0].Objects[0].Shape);
        Assert.Equal(100_000, Assert.Single(shape.Polygons).Length);
        Assert.Null(CocoFile.Read(path).Images[0].Objects[0].Shape);
    }

    [Fact]
    public void Masks_are_read_from_polygons_counts_and_compressed_text()
    {
        var counts = Shape("""{"size": [80, 100], "counts": [6, 1, 40, 4, 5, 4, 5, 4, 7931]}""");
        var text = Shape($$"""{"counts": "{{RunLengthText.Format([6, 1, 40, 4, 5, 4, 5, 4, 7931])}}", "size": [80, 100]}""");
        Assert.Equal(13, counts.Area);
        Assert.Equal(counts.Runs.ToArray(), text.Runs.ToArray());
        Assert.Equal(6 * 5, Shape("[[2, 3, 8, 3, 8, 8, 2, 8]]").Area);

        RunLengthMask Shape(string segmentation) =>
            Read($$"""{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 7, 3, 4], "segmentation": {{segmentation}}}""", masks: true)
                .Images[0].Objects[0].Shape!.ToMask(80, 100);
    }

    [Fact]
    public void Box_and_area_come_from_the_mask_where_the_file_gives_none()
    {
        var labelled = Read("""{"id": 1, "image_id": 7, "category_id": 3, "segmentation": [[2, 3, 8, 3, 8, 8, 2, 8]]}""", masks: true).Images[0].Objects[0];
        Assert.Equal((new Box(2, 3, 6, 5), 30.0), (labelled.Box, labelled.Area));
    }

    [Theory]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 0, 40]}""", "annotations[1] (id 2) has an empty box, [10, 20, 0, 40]")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 5, -4]}""", "annotations[1] (id 2) has a damaged box, [10, 20, 5, -4]: a side is negative")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 5]}""", "annotations[1] (id 2) has a damaged box: it must be four numbers")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, null, 3]}""", "annotations[1] (id 2) has a damaged box: it must be four numbers")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 1e999, 3]}""", "annotations[1] (id 2) has a damaged box: it must be four numbers")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3}""", "annotations[1] (id 2) has no box")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [90, 20, 30, 40]}""", "annotations[1] (id 2) has a box outside its image, [90, 20, 30, 40] in 100x80")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 4, "bbox": [10, 20, 30, 40]}""", "annotations[1] (id 2) is of an unknown category, 4")]
    [InlineData("""{"id": 2, "image_id": 9, "category_id": 3, "bbox": [10, 20, 30, 40]}""", "annotations[1] (id 2) is of an unknown image, 9")]
    [InlineData("""{"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40]}""", "annotations[1] (id 1) has the id of another annotation")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "area": -1}""", "annotations[1] (id 2) has the area -1")]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "iscrowd": 2}""", "annotations[1] (id 2) has iscrowd 2, which must be 0 or 1")]
    [InlineData("""{"image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40]}""", "annotations[1] has no id")]
    public void A_faulty_annotation_is_named_and_refused_or_skipped(string annotation, string fault) => AssertFault($"{Good}, {annotation}", fault, masks: false);

    [Theory]
    [InlineData("[[1, 2, 3, 4]]", "it has a polygon of 4 coordinates, and three points or more have six or more, in pairs")]
    [InlineData("[[1, 2, 3, 4, 5, 6, 7]]", "it has a polygon of 7 coordinates, and three points or more have six or more, in pairs")]
    [InlineData("[[1, 2, 3, 4, 5, 1e12]]", "it has a polygon with the coordinate 1000000000000")]
    [InlineData("""{"size": [80, 100], "counts": [1, 2]}""", "its runs have 3 pixels and its size of 80x100 has 8000")]
    [InlineData("""{"size": [2, 2], "counts": [1, 3]}""", "its size of 2x2 is not the image's 80x100")]
    [InlineData("""{"size": [80, 100], "counts": "o"}""", "its text ends inside a number")]
    [InlineData("""{"counts": [1, 3]}""", "it has neither polygons nor the counts and the size of a mask")]
    public void A_faulty_segmentation_is_named_and_refused_or_skipped(string segmentation, string fault) => AssertFault(
        $$"""{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": [[2, 3, 8, 3, 8, 8]]}, {"id": 2, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": {{segmentation}}}""",
        $"annotations[1] (id 2) has a damaged segmentation: {fault}",
        masks: true);

    [Fact]
    public void A_missing_image_is_named_and_skipped_with_its_annotations()
    {
        var path = _folder.Write("coco.json", Document(Good));
        var fault = $"{path}: images[0] (id 7) names seven.jpg, which is missing in {_folder.Path}";
        var refused = Assert.Throws<UserException>(() => CocoFile.Read(path, imageFolder: _folder.Path));
        Assert.Equal(fault + "; correct it, or have faulty entries skipped.", refused.Message);

        var set = CocoFile.Read(path, FaultPolicy.Skip, imageFolder: _folder.Path);
        Assert.Empty(set.Images);
        Assert.Equal([fault + "; it is left out."], set.Skipped);

        _folder.Write("seven.jpg", "");
        Assert.Single(CocoFile.Read(path, imageFolder: _folder.Path).Images);
    }

    [Theory]
    [InlineData("""{"images": [], "categories": []}""", "has no array 'annotations': COCO ground truth is an object with the arrays images, annotations and categories.")]
    [InlineData("[]", "is not COCO ground truth, an object with the arrays images, annotations and categories.")]
    [InlineData("""{"images": 3}""", "has something else than an array as 'images'.")]
    [InlineData("""{"images": [], "images": []}""", "has 'images' twice.")]
    [InlineData("""{"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}], "images": [], "annotations": []}""", ": categories[1] has the id 1 of another category.")]
    [InlineData("{\"images\": [\n{\"id\": 1},\n{\"id\": \"two\"}]}", " is damaged in line 3, images[1].id: its value is of another kind than it must be.")]
    [InlineData("{\"images\": [\n{\"id\": 1},\n{\"id\": 2,\n \"id\": 3}]}", " is damaged in line 4, images[1].id: Duplicate property 'id'.")]
    [InlineData("{\"images\": [\n{\"id\": 1},\n{\"id\": 2", " is damaged in line 3, images[1]: '2' is an invalid end of a number.")]
    [InlineData("{\"images\": [\n{\"id\": 1},\n{\"id\": NaN", " is damaged in line 3, images[1]: 'N' is an invalid start of a value.")]
    [InlineData("{\"images\": []} {", " is damaged in line 1, at its end: '{' is invalid after a single JSON value.")]
    [InlineData("", " is damaged in line 1, at its start: The input does not contain any JSON tokens.")]
    public void A_file_that_is_something_else_is_refused_naming_the_place(string text, string sentence)
    {
        var path = _folder.Write("coco.json", text);
        Assert.Contains(sentence, Assert.Throws<DamagedFileException>(() => CocoFile.Read(path, FaultPolicy.Skip)).Message[path.Length..]);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal("There is no file nowhere.json.", Assert.Throws<UserException>(() => CocoFile.Read("nowhere.json")).Message);

    [Fact]
    public void The_blood_cells_are_all_there()
    {
        var set = CocoFile.Read(TestData.Require("bccd/coco/instances_test.json"));
        Assert.Equal((72, 945), (set.Images.Length, set.Images.Sum(image => image.Objects.Length)));
        Assert.Equal([805, 71, 69], Enumerable.Range(0, 3).Select(category => set.Images.Sum(image => image.Objects.Count(found => found.Category == category))));
    }

    private static string Document(string annotations) =>
        $$"""{"images": [{{Image}}], "categories": [{"id": 3, "name": "dog"}], "annotations": [{{annotations}}]}""";

    private DetectionSet Read(string annotations, bool masks) => CocoFile.Read(_folder.Write("coco.json", Document(annotations)), masks: masks);

    private void AssertFault(string annotations, string fault, bool masks)
    {
        var path = _folder.Write("coco.json", Document(annotations));
        var refused = Assert.Throws<UserException>(() => CocoFile.Read(path, masks: masks));
        Assert.Equal($"{path}: {fault}; correct it, or have faulty entries skipped.", refused.Message);

        var set = CocoFile.Read(path, FaultPolicy.Skip, masks);
        Assert.Equal(1, Assert.Single(set.Images[0].Objects).Id);
        Assert.Equal([$"{path}: {fault}; it is left out."], set.Skipped);
    }
}
