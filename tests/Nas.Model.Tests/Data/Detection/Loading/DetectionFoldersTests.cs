using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Loading;

public sealed class DetectionFoldersTests : IDisposable
{
    private static readonly DetectionLoaderOptions Options = new()
    {
        Batch = 2,
        Seed = 1,
        Purpose = "test",
        ShortSide = 240,
        LongSide = 400,
        Shuffle = false,
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Blood_cells_come_in_the_lists_of_their_folder()
    {
        var splits = DetectionFolders.Voc(TestData.Require("bccd"), faults: FaultPolicy.Skip);
        IDetectionDataset[] parts = [splits.Train, splits.Validation, splits.Test];
        Assert.Equal([205, 87, 72], parts.Select(p => p.Labels.Images.Length));
        Assert.Equal([2804, 1137, 945], parts.Select(p => p.Labels.Images.Sum(i => i.Objects.Length)));
        Assert.All(parts, p => Assert.Equal(["Platelets", "RBC", "WBC"], p.Labels.Categories.Select(c => c.Name)));
        using var loader = new DetectionLoader(splits.Test, Options);
        var batch = loader.Get(0);
        Assert.Equal((256, 320, 240, 320), (batch.Height, batch.Width, batch.Images[1].Height, batch.Images[1].Width));
        var boxes = splits
            .Test.Labels.Images[1]
            .Objects.SelectMany(o => new[] { o.Box.X / 2, o.Box.Y / 2, o.Box.Right / 2, o.Box.Bottom / 2 });
        Assert.Equal(boxes.Select(b => (float)b), batch.Images[1].Boxes);
        Assert.Contains(2L, batch.Images[1].Labels);
    }

    [Fact]
    public void Blood_cells_in_COCO_files_are_the_same_images()
    {
        var root = TestData.Require("bccd");
        CocoPart Part(string name) => new(Path.Combine(root, "coco", $"instances_{name}.json"), Path.Combine(root, "JPEGImages"));
        var coco = DetectionFolders.Coco(Part("train"), Part("val"), Part("test"));
        var voc = DetectionFolders.Voc(root, categories: ["RBC", "WBC", "Platelets"], faults: FaultPolicy.Skip);
        Assert.Equal(voc.Test.Labels.Categories, coco.Test.Labels.Categories);
        var (byCoco, byVoc) = (Position(coco.Test, "BloodImage_00011"), Position(voc.Test, "BloodImage_00011"));
        Assert.Equal(voc.Test.Load(byVoc).Pixels, coco.Test.Load(byCoco).Pixels);
        Assert.Equal(
            voc.Test.Labels.Images[byVoc].Objects.Select(o => o.Category),
            coco.Test.Labels.Images[byCoco].Objects.Select(o => o.Category)
        );
        var message = Assert.Throws<UserException>(() => DetectionFolders.Coco(Part("train"), Part("val"), Part("train"))).Message;
        Assert.Contains("training, validation and test must not share images", message);
        Assert.Contains("instances_train.json", message);
    }

    [Fact]
    public void Parts_that_lack_a_category_number_the_others_alike()
    {
        Write("one", "cat");
        Write("two", "dog");
        Write("three", "ant");
        _folder.Write("ImageSets/Main/train.txt", "one\ntwo\n");
        _folder.Write("ImageSets/Main/val.txt", "three\n");
        _folder.Write("ImageSets/Main/test.txt", "");
        var splits = DetectionFolders.Voc(_folder.Path);
        Assert.Equal([1, 2], splits.Train.Labels.Images.Select(i => i.Objects[0].Category));
        Assert.Equal(0, splits.Validation.Labels.Images[0].Objects[0].Category);
        Assert.Equal(["ant", "cat", "dog"], splits.Test.Labels.Categories.Select(c => c.Name));
    }

    [Fact]
    public void COCO_files_that_disagree_about_a_category_are_refused()
    {
        CocoPart Part(string name, int id, string category) =>
            new(
                _folder.Write(name, $$"""{"images": [], "annotations": [], "categories": [{"id": {{id}}, "name": "{{category}}"}]}"""),
                _folder.Path
            );
        var message = Assert
            .Throws<UserException>(() =>
                DetectionFolders.Coco(Part("a.json", 1, "cat"), Part("b.json", 2, "dog"), Part("c.json", 1, "dog"))
            )
            .Message;
        Assert.Contains("Category 1 is cat in ", message);
        Assert.Contains("a.json, and 1 is dog in ", message);
    }

    [Fact]
    public void A_missing_image_is_refused_or_left_out()
    {
        foreach (var name in new[] { "one", "two", "three", "four" })
            Write(name, "cat");
        File.Delete(_folder.File("JPEGImages", "four.jpg"));
        _folder.Write("ImageSets/Main/train.txt", "one\nfour\n");
        _folder.Write("ImageSets/Main/val.txt", "two\n");
        _folder.Write("ImageSets/Main/test.txt", "three\n");
        Assert.Contains("has no image four (", Assert.Throws<UserException>(() => DetectionFolders.Voc(_folder.Path)).Message);
        // The other files are no images at all: skipping leaves nothing, and says so.
        var skipped = DetectionFolders.Voc(_folder.Path, faults: FaultPolicy.Skip).Train.Labels;
        Assert.Empty(skipped.Images);
        Assert.Contains("has no image four (", skipped.Skipped[0]);
        Assert.Contains("one.jpg cannot be used (no image of a kind that is read: JPEG, PNG, WebP, GIF, BMP)", skipped.Skipped[1]);
    }

    private static int Position(IDetectionDataset data, string name) =>
        data.Labels.Images.Index().Single(image => image.Item.FileName.Contains(name, StringComparison.Ordinal)).Index;

    private void Write(string name, string category)
    {
        _folder.Write($"JPEGImages/{name}.jpg", "no image");
        _folder.Write(
            $"Annotations/{name}.xml",
            $"""
            <annotation><size><width>100</width><height>80</height></size><object><name>{category}</name>
            <bndbox><xmin>10</xmin><ymin>20</ymin><xmax>40</xmax><ymax>60</ymax></bndbox></object></annotation>
            """
        );
    }
}
