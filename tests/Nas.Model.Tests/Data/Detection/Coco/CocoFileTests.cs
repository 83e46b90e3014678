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

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_annotations_and_categories_may_come_in_any_order_among_other_things()
    {
        var path = _folder.Write(
            "coco.json",
            $$"""
            {"info": {"year": [2017, {"a": null}]}, "annotations": [{{Good}}, {"id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 5, 4], "iscrowd": 1}],
             "categories": [{"id": 3, "name": "dog", "supercategory": "animal"}, {"id": 1, "name": "cat"}],
             "images": [{"id": 8, "file_name": "eight.jpg"}, {{Image}}]}
            """
        );
        var set = CocoFile.Read(path);

        Assert.Equal([new LabelledCategory(1, "cat"), new LabelledCategory(3, "dog")], set.Categories);
        Assert.Equal([8L, 7L], set.Images.Select(image => image.Id));
        Assert.Empty(set.Images[0].Objects);
        Assert.Equal(
            [new LabelledObject(1, 1, new Box(10, 20, 30, 40), 700.5), new LabelledObject(2, 0, new Box(0, 0, 5, 4), 20, IsCrowd: true)],
            set.Images[1].Objects
        );
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
                .Images[0]
                .Objects[0]
                .Shape!.ToMask(80, 100);
    }

    [Fact]
    public void Box_and_area_come_from_the_mask_where_the_file_gives_none()
    {
        var labelled = Read("""{"id": 1, "image_id": 7, "category_id": 3, "segmentation": [[2, 3, 8, 3, 8, 8, 2, 8]]}""", masks: true)
            .Images[0]
            .Objects[0];
        Assert.Equal((new Box(2, 3, 6, 5), 30.0), (labelled.Box, labelled.Area));
    }

    [Theory]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 0, 40]}""",
        "annotations[1] (id 2) has an empty box, [10, 20, 0, 40]"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 5, -4]}""",
        "annotations[1] (id 2) has a damaged box, [10, 20, 5, -4]: a side is negative"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 5]}""",
        "annotations[1] (id 2) has a damaged box, [10, 20, 5]: it must be four numbers"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, null, 3]}""",
        "annotations[1] (id 2) has a damaged box, [10, 20, null, 3]: it must be four numbers"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 1e999, 3]}""",
        "annotations[1] (id 2) has a damaged box, [10, 20, Infinity, 3]: it must be four numbers"
    )]
    [InlineData("""{"id": 2, "image_id": 7, "category_id": 3}""", "annotations[1] (id 2) has no box")]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [90, 20, 30, 40]}""",
        "annotations[1] (id 2) has a box outside its image, [90, 20, 30, 40] in 100x80"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 4, "bbox": [10, 20, 30, 40]}""",
        "annotations[1] (id 2) is of an unknown category, 4"
    )]
    [InlineData(
        """{"id": 2, "image_id": 9, "category_id": 3, "bbox": [10, 20, 30, 40]}""",
        "annotations[1] (id 2) is of an unknown image, 9"
    )]
    [InlineData(
        """{"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40]}""",
        "annotations[1] (id 1) has the id of another annotation"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "area": -1}""",
        "annotations[1] (id 2) has the area -1, which must be a number from 0"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "iscrowd": 2}""",
        "annotations[1] (id 2) has iscrowd 2, which must be 0 or 1"
    )]
    [InlineData("""{"image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40]}""", "annotations[1] has no id")]
    public void A_faulty_annotation_is_named_and_refused_or_skipped(string annotation, string fault) =>
        AssertFault($"{Good}, {annotation}", fault, masks: false);

    [Theory]
    [InlineData("[[1, 2, 3, 4]]", "it has a polygon of 4 coordinates, and three points or more have six or more, in pairs")]
    [InlineData("[[1, 2, 3, 4, 5, 6, 7]]", "it has a polygon of 7 coordinates, and three points or more have six or more, in pairs")]
    [InlineData("[[1, 2, 3, 4, 5, 1e12]]", "it has a polygon with the coordinate 1000000000000")]
    [InlineData("""{"size": [80, 100], "counts": [1, 2]}""", "its runs have 3 pixels and its size of 80x100 has 8000")]
    [InlineData("""{"size": [2, 2], "counts": [1, 3]}""", "its size of 2x2 is not the image's 80x100")]
    [InlineData("""{"size": [80, 100], "counts": "o"}""", "its text ends inside a number")]
    [InlineData("""{"counts": [1, 3]}""", "it has neither polygons nor the counts and the size of a mask")]
    public void A_faulty_segmentation_is_named_and_refused_or_skipped(string segmentation, string fault) =>
        AssertFault(
            $$"""{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": [[2, 3, 8, 3, 8, 8]]}, {"id": 2, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": {{segmentation}}}""",
            $"annotations[1] (id 2) has a damaged segmentation: {fault}",
            masks: true
        );

    [Fact]
    public void A_missing_image_is_named_and_skipped_with_its_annotations()
    {
        var path = _folder.Write("coco.json", Document(Good));
        var fault = $"{path}, line 1: images[0] (id 7) names seven.jpg, which is missing in {_folder.Path}";
        var refused = Assert.Throws<UserException>(() => CocoFile.Read(path, imageFolder: _folder.Path));
        Assert.Equal(fault + "; correct it, or have faulty entries skipped.", refused.Message);

        var set = CocoFile.Read(path, FaultPolicy.Skip, imageFolder: _folder.Path);
        Assert.Empty(set.Images);
        Assert.Equal([fault + "; it is left out."], set.Skipped);

        _folder.Write("seven.jpg", "");
        Assert.Single(CocoFile.Read(path, imageFolder: _folder.Path).Images);
    }

    [Theory]
    [InlineData(
        """{"images": [], "categories": []}""",
        "has no array 'annotations': COCO ground truth is an object with the arrays images, annotations and categories."
    )]
    [InlineData("[]", "is not COCO ground truth, an object with the arrays images, annotations and categories.")]
    [InlineData("""{"images": 3}""", "has something else than an array as 'images'.")]
    [InlineData("""{"images": [], "images": []}""", "has 'images' twice.")]
    [InlineData("{\"images\": [\n{\"id\": 1},\n{\"id\": 2", " is damaged in line 3, images[1]: '2' is an invalid end of a number.")]
    [InlineData("{\"images\": [\n{\"id\": 1},\n{\"id\": Nan}]}", " is damaged in line 3, images[1]: 'N' is an invalid start of a value.")]
    [InlineData("{\"images\": []} {", " is damaged in line 1, at its end: '{' is invalid after a single JSON value.")]
    [InlineData("", " is damaged in line 1, at its start: it is empty.")]
    public void A_file_that_is_something_else_is_refused_naming_the_place(string text, string sentence)
    {
        var path = _folder.Write("coco.json", text);
        Assert.Contains(sentence, Assert.Throws<DamagedFileException>(() => CocoFile.Read(path, FaultPolicy.Skip)).Message[path.Length..]);
    }

    [Theory]
    [InlineData("""{"id": 2.0, "image_id": "7", "category_id": 3e0, "bbox": ["10", 20.0, 30, 4e1], "area": "700.5", "iscrowd": 1.0}""")]
    [InlineData("""{"id": "2", "image_id": 7.0, "category_id": "3", "bbox": [10, 20, 30, 40], "area": 700.5, "iscrowd": true}""")]
    [InlineData("""{"id": true, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "area": 7005e-1, "iscrowd": "True"}""")]
    public void Numbers_and_flags_are_read_however_tools_write_them(string annotation)
    {
        var found = Assert.Single(Read(annotation, masks: false).Images[0].Objects);
        Assert.Equal((new Box(10, 20, 30, 40), 700.5, true), (found.Box, found.Area, found.IsCrowd));
    }

    [Theory]
    [InlineData("""{"id": [2], "image_id": 7}""", "annotations[1] (id an array) has the id an array, which must be a number or a text")]
    [InlineData("""{"id": 2, "image_id": {}}""", "annotations[1] (id 2) has the image_id an object, which must be a number or a text")]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": NaN}""",
        "annotations[1] (id 2) has the category_id NaN, which must be a number or a text"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, NaN, 30, -Infinity]}""",
        "annotations[1] (id 2) has a damaged box, [10, NaN, 30, -Infinity]: it must be four numbers"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": "none"}""",
        "annotations[1] (id 2) has a damaged box, 'none': it must be four numbers"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [[1, 2], {}, 3, 4, 5, 6, 7]}""",
        "annotations[1] (id 2) has a damaged box, [an array, an object, 3, 4, 5, ...]: it must be four numbers"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "area": Infinity}""",
        "annotations[1] (id 2) has the area Infinity, which must be a number from 0"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "area": "wide"}""",
        "annotations[1] (id 2) has the area 'wide', which must be a number from 0"
    )]
    [InlineData(
        """{"id": 2, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "iscrowd": "maybe"}""",
        "annotations[1] (id 2) has iscrowd 'maybe', which must be 0 or 1"
    )]
    [InlineData("""{"id": 2, "id": 3}""", "annotations[1] cannot be read: Duplicate property 'id'")]
    [InlineData("3", "annotations[1] is 3, and must be an object")]
    [InlineData("null", "annotations[1] is null, and must be an object")]
    [InlineData("[[3]]", "annotations[1] is an array, and must be an object")]
    public void An_odd_value_is_a_fault_of_its_entry_alone(string annotation, string fault) =>
        AssertFault($"{Good}, {annotation}", fault, masks: false);

    [Theory]
    [InlineData("\"none\"", "it is 'none', and must be polygons, or an object with counts and size")]
    [InlineData("[[1, 2, 3, NaN, 5, 6]]", "it has NaN where a number must be")]
    [InlineData("""{"size": [80, 100], "counts": [0.5, 7999.5]}""", "it has 0.5 where a whole number must be")]
    [InlineData(
        """{"size": [200000, 200000], "counts": [5]}""",
        "its size of 200000x200000 is none of an image: a mask has from one to 2,147,483,647 pixels"
    )]
    public void An_odd_segmentation_is_a_fault_of_its_entry_alone(string segmentation, string fault) =>
        A_faulty_segmentation_is_named_and_refused_or_skipped(segmentation, fault);

    [Fact]
    public void A_fault_has_its_line()
    {
        var path = _folder.Write(
            "coco.json",
            $$"""
            {"images": [{{Image}}],
             "categories": [{"id": 3, "name": "dog"}],
             "annotations": [{{Good}},

              {"id": 2, "image_id": 7, "category_id": 3, "bbox": [NaN, 1, 2, 3]}]}
            """
        );
        Assert.StartsWith($"{path}, line 5: annotations[1] (id 2) has", Assert.Throws<UserException>(() => CocoFile.Read(path)).Message);
    }

    [Theory]
    [InlineData("""{"id": 7, "file_name": "again.jpg"}""", "images[1] (id 7) has the id of another image")]
    [InlineData("""{"id": 8, "width": "wide", "height": 80}""", "images[1] (id 8) has the size 'wide'x80, which must be whole pixels")]
    [InlineData("""{"id": 8, "width": 100.5, "height": 80}""", "images[1] (id 8) has the size 100.5x80, which must be whole pixels")]
    [InlineData(
        """{"id": 8, "width": 200000, "height": 200000}""",
        "images[1] (id 8) has the size 200000x200000, and at most 100,000,000 pixels are read"
    )]
    [InlineData("""{"width": 10, "height": 10}""", "images[1] has no id")]
    public void A_faulty_image_is_named_and_refused_or_skipped(string image, string fault)
    {
        var path = _folder.Write("coco.json", $$"""{"images": [{{Image}}, {{image}}], "categories": [], "annotations": []}""");
        Assert.Equal(
            $"{path}, line 1: {fault}; correct it, or have faulty entries skipped.",
            Assert.Throws<UserException>(() => CocoFile.Read(path)).Message
        );
        var set = CocoFile.Read(path, FaultPolicy.Skip);
        Assert.Equal([7L], set.Images.Select(left => left.Id));
        Assert.Equal([$"{path}, line 1: {fault}; it is left out."], set.Skipped);
    }

    [Theory]
    [InlineData("""{"id": 3, "name": "hound"}""", "categories[1] (id 3) has the id of another category")]
    [InlineData("""{"name": "hound"}""", "categories[1] has no id")]
    [InlineData("""{"id": 4}""", "categories[1] (id 4) has no name")]
    [InlineData("""{"id": 4, "name": {}}""", "categories[1] (id 4) has the name an object, which must be a text")]
    public void A_faulty_category_is_named_and_refused_or_skipped(string category, string fault)
    {
        var path = _folder.Write(
            "coco.json",
            $$"""{"images": [{{Image}}], "categories": [{"id": 3, "name": "dog"}, {{category}}], "annotations": [{{Good}}]}"""
        );
        Assert.Equal(
            $"{path}, line 1: {fault}; correct it, or have faulty entries skipped.",
            Assert.Throws<UserException>(() => CocoFile.Read(path)).Message
        );
        var set = CocoFile.Read(path, FaultPolicy.Skip);
        Assert.Equal([new LabelledCategory(3, "dog")], set.Categories);
        Assert.Single(set.Images[0].Objects);
        Assert.Equal([$"{path}, line 1: {fault}; it is left out."], set.Skipped);
    }

    [Fact]
    public void What_is_left_out_with_a_faulty_entry_is_counted()
    {
        var path = _folder.Write(
            "coco.json",
            $$"""
            {"images": [{{Image}}, {"id": 8, "width": 0, "height": 1}], "categories": [{"id": 3, "name": "dog"}, {"id": 4}],
             "annotations": [{{Good}}, {"id": 2, "image_id": 8, "category_id": 3, "bbox": [0, 0, 1, 1], "area": 1}, {"id": 3, "image_id": 7, "category_id": 4, "bbox": [0, 0, 1, 1], "area": 1}]}
            """
        );
        var set = CocoFile.Read(path, FaultPolicy.Skip);
        Assert.Equal(2, set.Skipped.Length);
        Assert.Equal(
            [$"{path}: annotations left out with their image or category: 2 (annotations[1] (id 2), annotations[2] (id 3))."],
            set.Notes
        );
    }

    [Fact]
    public void Ids_that_are_text_are_kept_and_images_have_their_places_as_numbers()
    {
        var path = _folder.Write(
            "coco.json",
            """
            {"images": [{"id": "b"}, {"id": "a"}], "categories": [{"id": "d", "name": "dog"}, {"id": "c", "name": "cat"}],
             "annotations": [{"id": "one", "image_id": "a", "category_id": "d", "bbox": [1, 2, 3, 4], "area": 12}]}
            """
        );
        var set = CocoFile.Read(path);
        Assert.Equal([("b", 2L), ("a", 1L)], set.Images.Select(image => (image.Key!, image.Id)));
        Assert.Equal([new LabelledCategory(null, "cat") { Key = "c" }, new LabelledCategory(null, "dog") { Key = "d" }], set.Categories);
        Assert.Equal(1, Assert.Single(set.Images[1].Objects).Category);
    }

    [Fact]
    public void A_missing_area_is_taken_from_the_box_and_said()
    {
        var set = Read("""{"id": 2, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4]}""", masks: false);
        Assert.Equal(12, set.Images[0].Objects[0].Area);
        Assert.EndsWith(
            "annotations without an area, for which that of their mask or box is taken: 1 (annotations[0] (id 2)).",
            Assert.Single(set.Notes)
        );
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Consoles_that_write_UTF_16_write_files_that_can_be_read(string encoding)
    {
        var path = _folder.File("coco.json");
        File.WriteAllText(path, Document(Good).Replace("dog", "\u72ac", StringComparison.Ordinal), Encoding.GetEncoding(encoding));
        Assert.Equal("\u72ac", Assert.Single(CocoFile.Read(path).Categories).Name);
        var bytes = File.ReadAllBytes(path);
        if (encoding == "utf-32")
            return;
        // Half of a pair.
        (bytes[^2], bytes[^1]) = (0xD8, 0xD8);
        File.WriteAllBytes(path, bytes);
        Assert.Contains(
            "begins as UTF-16 or UTF-32 and goes on as something else",
            Assert.Throws<DamagedFileException>(() => CocoFile.Read(path)).Message
        );
    }

    [Theory]
    [InlineData("sub\\\\seven.jpg", "sub/seven.jpg")]
    [InlineData("./sub/seven.jpg", "./sub/seven.jpg")]
    [InlineData("sub/seven.JPG", "sub/seven.jpg")]
    public void Files_are_found_under_names_of_other_systems(string written, string found)
    {
        _folder.Write("sub/seven.jpg", "");
        var path = _folder.Write("coco.json", Document(Good).Replace("seven.jpg", written, StringComparison.Ordinal));
        var set = CocoFile.Read(path, imageFolder: _folder.Path);
        Assert.Equal(found, Assert.Single(set.Images).FileName);
        Assert.Equal(
            written[0] != '.',
            set.Notes.Any(note =>
                note.Contains("named in other letters or with other slashes than they have: 1 (", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Files_may_be_named_by_where_they_were_published()
    {
        _folder.Write("seven.jpg", "");
        var path = _folder.Write(
            "coco.json",
            Document(Good)
                .Replace(
                    "\"file_name\": \"seven.jpg\"",
                    "\"coco_url\": \"http://images.example.org/train2017/seven.jpg\"",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal("seven.jpg", Assert.Single(CocoFile.Read(path, imageFolder: _folder.Path).Images).FileName);
    }

    [Theory]
    [InlineData("seven.JPG", "which may be Seven.jpg or seven.jpg")]
    [InlineData("../seven.jpg", "which leads out of ")]
    [InlineData("..\\\\seven.jpg", "which is missing in ")]
    [InlineData("C:\\\\seven.jpg", "which is missing in ")]
    [InlineData("a\\u0000b", "which leads out of ")]
    public void Files_that_cannot_be_told_apart_or_lie_elsewhere_are_refused(string written, string fault)
    {
        _folder.Write("Seven.jpg", "");
        _folder.Write("seven.jpg", "");
        var path = _folder.Write("coco.json", Document(Good).Replace("seven.jpg", written, StringComparison.Ordinal));
        Assert.Contains(fault, Assert.Throws<UserException>(() => CocoFile.Read(path, imageFolder: _folder.Path)).Message);
    }

    [Fact]
    public void Values_beside_the_arrays_may_be_of_any_size_and_entries_within_reason()
    {
        var large = new string('a', 40 << 20);
        Assert.Single(
            CocoFile
                .Read(
                    _folder.Write(
                        "coco.json",
                        $$"""{"info": ["{{large[..1000]}}", {{string.Join(',', Enumerable.Repeat("[1, {}]", 200_000))}}], {{Document(Good)[1..]}}"""
                    )
                )
                .Images
        );
        var path = _folder.Write("coco.json", Document($$"""{"id": 2, "text": "{{large}}"}"""));
        Assert.Equal(
            $"{path} has in line 1 an element of more than 32 MiB, which no tool writes: annotations[0].",
            Assert.Throws<DamagedFileException>(() => CocoFile.Read(path)).Message
        );
    }

    [Theory]
    [InlineData("{\"info\": DEEP}", "info")]
    [InlineData("{\"images\": [{\"a\": DEEP}]}", "images[0]")]
    public void Nesting_has_a_limit(string text, string place)
    {
        var path = _folder.Write(
            "coco.json",
            text.Replace("DEEP", new string('[', 100_000) + new string(']', 100_000), StringComparison.Ordinal)
        );
        Assert.Equal(
            $"{path} is damaged in line 1, {place}: it is nested deeper than 64 levels.",
            Assert.Throws<DamagedFileException>(() => CocoFile.Read(path)).Message
        );
    }

    [Fact]
    public void An_outline_that_would_take_too_long_is_a_fault() =>
        AssertFault(
            $$"""
            {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": [[2, 3, 8, 3, 8, 8]]}, {"id": 2, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": [[{{string.Join(
                ", ",
                Enumerable.Repeat("0, 0, 1e6, 1e6", 50)
            )}}]]}
            """.ReplaceLineEndings(
                ""
            ),
            "annotations[1] (id 2) has a damaged segmentation: its outline is longer than 16,777,216 pixels",
            masks: true
        );

    [Fact]
    public void Names_are_shown_harmlessly()
    {
        var message = Assert
            .Throws<UserException>(() =>
                CocoFile.Read(
                    _folder.Write(
                        "coco.json",
                        Document(Good).Replace("seven.jpg", "\\u001b[2J" + new string('x', 500), StringComparison.Ordinal)
                    ),
                    imageFolder: _folder.Path
                )
            )
            .Message;
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 400);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal("There is no file nowhere.json.", Assert.Throws<UserException>(() => CocoFile.Read("nowhere.json")).Message);

    [Fact]
    public void The_blood_cells_are_all_there()
    {
        var set = CocoFile.Read(TestData.Require("bccd/coco/instances_test.json"));
        Assert.Equal((72, 945), (set.Images.Length, set.Images.Sum(image => image.Objects.Length)));
        Assert.Equal(
            [805, 71, 69],
            Enumerable.Range(0, 3).Select(category => set.Images.Sum(image => image.Objects.Count(found => found.Category == category)))
        );
    }

    private static string Document(string annotations) =>
        $$"""{"images": [{{Image}}], "categories": [{"id": 3, "name": "dog"}], "annotations": [{{annotations}}]}""";

    private DetectionSet Read(string annotations, bool masks) =>
        CocoFile.Read(_folder.Write("coco.json", Document(annotations)), masks: masks);

    private void AssertFault(string annotations, string fault, bool masks)
    {
        var path = _folder.Write("coco.json", Document(annotations));
        var refused = Assert.Throws<UserException>(() => CocoFile.Read(path, masks: masks));
        Assert.Equal($"{path}, line 1: {fault}; correct it, or have faulty entries skipped.", refused.Message);

        var set = CocoFile.Read(path, FaultPolicy.Skip, masks);
        Assert.Equal(1, Assert.Single(set.Images[0].Objects).Id);
        Assert.Equal([$"{path}, line 1: {fault}; it is left out."], set.Skipped);
    }
}
