using System.Text.Json.Nodes;
using Seed.Output;
using Testing;

namespace Seed.Tests.Commands;

public sealed class EvalCommandTests : IDisposable
{
    private const string Voc = """[{"image_id": 1, "category_id": CATEGORY, "bbox": [10, 20, 30, 40], "score": 1}]""";

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Coco_prints_the_twelve_figures_under_their_names()
    {
        var golden = TestData.Require("bccd/coco/eval-golden/detections_noisy.json");
        var truth = TestData.Require("bccd/coco/instances_test.json");
        Assert.Equal(ExitCodes.Done, await Run("eval", "coco", "--ground-truth", truth, "--detections", golden, "--iou", "bbox", "--json"));
        var printed = JsonNode.Parse(_out.ToString())!.AsObject();
        Assert.Equal(
            ["AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR1", "AR10", "AR100", "AR_small", "AR_medium", "AR_large"],
            printed.Select(pair => pair.Key)
        );
        Assert.Equal(0.3374098900171136, (double)printed["AP"]!, 6);
    }

    [Fact]
    public async Task Coco_prints_a_table_and_minus_one_where_a_figure_is_undefined()
    {
        var truth = Truth("[10, 20, 30, 40]");
        var found = _folder.Write("found.json", """[{"image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "score": 1}]""");
        Assert.Equal(ExitCodes.Done, await Run("eval", "coco", "--ground-truth", truth, "--detections", found));
        Assert.Matches(@"AP_medium +1\.0000\s", _out.ToString());
        Assert.Matches(@"AP_large +-1\s", _out.ToString());
    }

    [Fact]
    public async Task A_faulty_entry_ends_with_exit_code_two_or_is_told_and_skipped()
    {
        var truth = Truth("[10, 20, \"wide\", 40]");
        var found = _folder.Write("found.json", "[]");
        Assert.Equal(ExitCodes.UserMistake, await Run("eval", "coco", "--ground-truth", truth, "--detections", found, "--iou", "bbox"));
        Assert.Contains("has a damaged box, [10, 20, 'wide', 40]: it must be four numbers; correct it", _error.ToString());
        Assert.Empty(_out.ToString());
        Assert.Equal(ExitCodes.Done, await Run("eval", "coco", "--ground-truth", truth, "--detections", found, "--faulty", "skip"));
        Assert.Contains("has a damaged box, [10, 20, 'wide', 40]: it must be four numbers; it is left out.", _error.ToString());
    }

    /// <summary>
    /// Closed form: one object is found and one cannot be, so precision is 1 up to a recall of one half: 51 of 101 recalls.
    /// </summary>
    [Theory]
    [InlineData("refuse")]
    [InlineData("skip")]
    public async Task Coco_counts_what_nobody_would_train_on(string faulty)
    {
        var truth = Truth(
            "[10, 20, 30, 40], \"area\": 1200, \"iscrowd\": 0}, {\"id\": 2, \"image_id\": 7.0, \"category_id\": \"3\", \"area\": 0.0, \"bbox\": [120, 20, 5.5, 0.0]"
        );
        var found = _folder.Write("found.json", """[{"image_id": "7", "category_id": 3.0, "bbox": [10, 20, 30, 40], "score": "0.5"}]""");
        Assert.Equal(
            ExitCodes.Done,
            await Run("eval", "coco", "--ground-truth", truth, "--detections", found, "--faulty", faulty, "--json")
        );
        Assert.Equal(51.0 / 101, (double)JsonNode.Parse(_out.ToString())!["AP"]!, 9);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Coco_says_what_it_passes_over()
    {
        var truth = Truth("[10, 20, 30, 40]");
        var found = _folder.Write("found.json", """[{"image_id": 7, "category_id": 90, "bbox": [10, 20, 30, 40], "score": 1}]""");
        Assert.Equal(ExitCodes.Done, await Run("eval", "coco", "--ground-truth", truth, "--detections", found));
        Assert.Contains(
            "truth.json: annotations without an area, for which that of their mask or box is taken: 1 (annotations[0] (id 1)).",
            _error.ToString()
        );
        Assert.Contains(
            "found.json: detections of categories that the ground truth does not have, which do not count, as in the reference evaluations: 1 (detections[0] of 90).",
            _error.ToString()
        );
    }

    [Fact]
    public async Task Coco_refuses_a_name_of_two_images()
    {
        var truth = _folder.Write(
            "truth.json",
            """{"images": [{"id": 1, "file_name": "left/001.jpg"}, {"id": 2, "file_name": "right/001.jpg"}], "categories": [{"id": 3, "name": "dog"}], "annotations": []}"""
        );
        var found = _folder.Write("found.json", """[{"image_id": "001", "category_id": "dog", "bbox": [10, 20, 30, 40], "score": 1}]""");
        Assert.Equal(ExitCodes.UserMistake, await Run("eval", "coco", "--ground-truth", truth, "--detections", found));
        Assert.Contains("is of image '001', which may be left/001.jpg or right/001.jpg: give its id", _error.ToString());
        Assert.Empty(_out.ToString());
    }

    [Fact]
    public async Task Coco_refuses_masks_of_images_that_no_mask_has_in_a_sentence()
    {
        var truth = _folder.Write(
            "truth.json",
            """
            {"images": [{"id": 7, "width": 200000, "height": 200000}], "categories": [{"id": 3, "name": "dog"}],
             "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 1, 9, 9], "area": 81, "iscrowd": 0, "segmentation": [[1, 1, 10, 1, 10, 10]]}]}
            """
        );
        var found = _folder.Write("found.json", "[]");
        Assert.Equal(ExitCodes.UserMistake, await Run("eval", "coco", "--ground-truth", truth, "--detections", found, "--iou", "segm"));
        Assert.Contains(
            "truth.json, line 2: annotations[0] (id 1) has a damaged segmentation: its size of 200000x200000 is none of an image",
            _error.ToString()
        );
        Assert.Equal(ExitCodes.Done, await Run("eval", "coco", "--ground-truth", truth, "--detections", found));
    }

    /// <summary>Two objects, one of them found: the area under the curve is one half, and six of eleven recalls are reached.</summary>
    [Fact]
    public async Task Voc_counts_what_nobody_would_train_on()
    {
        Annotate();
        _folder.Write(
            "Annotations/000001.xml",
            File.ReadAllText(Path.Combine(_folder.Path, "Annotations", "000001.xml"))
                .Replace(
                    "<size><width>100</width><height>80</height></size>",
                    "<object><name>dog</name><bndbox><xmin>500</xmin><ymin>20</ymin><xmax>500</xmax><ymax>60</ymax></bndbox></object>",
                    StringComparison.Ordinal
                )
        );
        var found = _folder.Write("found.json", Voc.Replace("CATEGORY", "\"dog\"", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Done, await Run("eval", "voc", "--ground-truth", _folder.Path, "--detections", found, "--json"));
        var printed = JsonNode.Parse(_out.ToString())!;
        Assert.Equal((0.5, 6.0 / 11), ((double)printed["AP50"]!, (double)printed["AP50_11point"]!));
    }

    [Fact]
    public async Task Voc_prints_average_precision_by_both_rules_and_by_category()
    {
        Annotate();
        var found = _folder.Write("found.json", Voc.Replace("CATEGORY", "\"dog\"", StringComparison.Ordinal));
        Assert.Equal(
            ExitCodes.Done,
            await Run("eval", "voc", "--ground-truth", _folder.Path, "--detections", found, "--image-set", "test", "--json")
        );
        var printed = JsonNode.Parse(_out.ToString())!;
        Assert.Equal((1.0, 1.0), ((double)printed["AP50"]!, (double)printed["AP50_11point"]!));
        Assert.Equal("dog", (string)printed["categories"]![0]!["name"]!);
    }

    [Fact]
    public async Task Voc_takes_numbers_of_categories_only_where_their_order_is_given()
    {
        Annotate();
        var found = _folder.Write("found.json", Voc.Replace("CATEGORY", "2", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.UserMistake, await Run("eval", "voc", "--ground-truth", _folder.Path, "--detections", found));
        Assert.Contains("no agreed numbers", _error.ToString());
        Assert.Equal(
            ExitCodes.Done,
            await Run("eval", "voc", "--ground-truth", _folder.Path, "--detections", found, "--categories", "cat,dog")
        );
        Assert.Matches(@"mean +1 +1\.0000 +1\.0000", _out.ToString());
    }

    private string Truth(string box) =>
        _folder.Write(
            "truth.json",
            $$"""
            {"images": [{"id": 7, "width": 100, "height": 80}], "categories": [{"id": 3, "name": "dog"}],
             "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": {{box}}, "iscrowd": 0}]}
            """
        );

    private void Annotate()
    {
        _folder.Write(
            "Annotations/000001.xml",
            """
            <annotation><size><width>100</width><height>80</height></size><object><name>dog</name>
            <bndbox><xmin>10</xmin><ymin>20</ymin><xmax>40</xmax><ymax>60</ymax></bndbox></object></annotation>
            """
        );
        _folder.Write("ImageSets/Main/test.txt", "000001\n");
    }

    private Task<int> Run(params string[] arguments) =>
        CommandLine.RunAsync(arguments, new Terminal(_out, _error, Live: false, Width: 100, TimeProvider.System));
}
