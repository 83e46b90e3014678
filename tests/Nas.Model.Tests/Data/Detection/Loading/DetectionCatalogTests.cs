using System.Text.Json;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Settings;
using SkiaSharp;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Loading;

public sealed class DetectionCatalogTests : IDisposable
{
    private static readonly DetectionDataSettings Procedural = new()
    {
        Name = "procedural-detection",
        TrainImages = 5,
        ValidationImages = 4,
        TestImages = 3,
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private DetectionDataSettings Voc =>
        new()
        {
            Name = "voc",
            Root = _folder.Path,
            Categories = 2,
            Edition = DetectionDataSettings.Latest,
        };

    private DetectionDataSettings Coco =>
        new()
        {
            Name = "coco",
            Root = _folder.Path,
            Categories = 2,
            ValidationImages = 3,
            Edition = DetectionDataSettings.Latest,
        };

    [Fact]
    public void The_procedural_set_is_the_same_for_every_seed()
    {
        DetectionCatalog.Require(Procedural, 1);
        var (one, two) = (DetectionCatalog.Open(Procedural, 1), DetectionCatalog.Open(Procedural, 2));
        Assert.Equal((5, 4, 3), (one.Train.Labels.Images.Length, one.Validation.Labels.Images.Length, one.Test.Labels.Images.Length));
        Assert.Equal(one.Validation.Load(2).Pixels, two.Validation.Load(2).Pixels);
        Assert.NotEqual(one.Validation.Load(2).Pixels, one.Test.Load(2).Pixels);
    }

    [Fact]
    public void A_voc_folder_has_the_lists_of_the_development_kit_or_those_named()
    {
        WriteVoc(("train", ["a", "b", "c"]), ("val", ["d", "e"]), ("test", ["f"]), ("mine", ["c", "b"]));
        DetectionCatalog.Require(Voc, 1);
        var splits = DetectionCatalog.Open(Voc, 1);
        Assert.Equal(["a", "b", "c"], Names(splits.Train));
        Assert.Equal(["d", "e"], Names(splits.Validation));
        Assert.Equal(["f"], Names(splits.Test));
        Assert.Equal(["cat", "dog"], splits.Test.Labels.Categories.Select(category => category.Name));
        Assert.Equal(
            (3, 16, 20),
            (splits.Train.Load(0).Shape.Channels, splits.Train.Load(0).Shape.Height, splits.Train.Load(0).Shape.Width)
        );
        Assert.Equal(["b", "c"], Names(DetectionCatalog.Open(Voc with { Train = "mine" }, 1).Train).Order());
    }

    [Fact]
    public void Limits_keep_the_first_of_an_order_that_the_seed_draws()
    {
        WriteVoc(("train", [.. Enumerable.Range(0, 12).Select(i => $"t{i:00}")]), ("val", ["d", "e"]), ("test", ["f"]));
        string[] Kept(int most, long seed) => Names(DetectionCatalog.Open(Voc with { TrainImages = most }, seed).Train);
        Assert.Equal(Kept(4, 1), Kept(4, 1));
        Assert.NotEqual(Kept(4, 1), Kept(4, 2));
        // More images are the same ones and further ones.
        Assert.Equal([4, 5, 11, 12, 12], new[] { 4, 5, 11, 12, 99 }.Select(most => Kept(most, 1).Length));
        Assert.Subset(Kept(5, 1).ToHashSet(), Kept(4, 1).ToHashSet());
        // Labels go with their pixels.
        var train = DetectionCatalog.Open(Voc with { TrainImages = 4 }, 1).Train;
        Assert.All(
            Enumerable.Range(0, 4),
            i => Assert.Equal(Shade(Path.GetFileNameWithoutExtension(train.Labels.Images[i].FileName)), train.Load(i).Pixels[0])
        );
    }

    [Fact]
    public void A_coco_folder_has_the_official_layout_and_sets_validation_images_aside()
    {
        WriteCoco("annotations/instances_train2017.json", "train2017", 0, 8);
        WriteCoco("annotations/instances_val2017.json", "val2017", 100, 2);
        DetectionCatalog.Require(Coco, 1);
        var splits = DetectionCatalog.Open(Coco, 1);
        Assert.Equal(
            (5, 3, 2),
            (splits.Train.Labels.Images.Length, splits.Validation.Labels.Images.Length, splits.Test.Labels.Images.Length)
        );
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), Names(splits.Train).Concat(Names(splits.Validation)).Order());
        Assert.Equal(Names(splits.Validation), Names(DetectionCatalog.Open(Coco, 1).Validation));
        Assert.Contains(
            Enumerable.Range(2, 5),
            seed => !Names(DetectionCatalog.Open(Coco, seed).Validation).SequenceEqual(Names(splits.Validation))
        );
        Assert.Equal(2, DetectionCatalog.Open(Coco with { TrainImages = 2 }, 1).Train.Labels.Images.Length);
        Assert.Contains(
            "data.validation-images sets 8 images aside, and data.train has 8",
            Assert.Throws<UserException>(() => DetectionCatalog.Require(Coco with { ValidationImages = 8 }, 1)).Message
        );
    }

    [Fact]
    public void A_coco_folder_may_name_its_files_and_folders()
    {
        WriteCoco("a.json", "images", 0, 3);
        WriteCoco("b.json", "images", 10, 3);
        WriteCoco("c.json", "others", 20, 3);
        var settings = Coco with
        {
            Train = "a.json",
            TrainFolder = "images",
            Validation = "b.json",
            ValidationImages = 2,
            Test = "c.json",
            TestFolder = "others",
        };
        var splits = DetectionCatalog.Open(settings, 1);
        Assert.Equal(
            (3, 2, 3),
            (splits.Train.Labels.Images.Length, splits.Validation.Labels.Images.Length, splits.Test.Labels.Images.Length)
        );
        Assert.Equal(Names(splits.Train), Names(DetectionCatalog.Open(settings with { Train = _folder.File("a.json") }, 1).Train));
    }

    [Fact]
    public void Damaged_images_are_left_out_with_a_sentence_each_and_told_once()
    {
        WriteCoco("annotations/instances_train2017.json", "train2017", 0, 8);
        WriteCoco("annotations/instances_val2017.json", "val2017", 100, 2);
        File.Delete(_folder.File("train2017", "3.png"));
        File.WriteAllText(_folder.File("train2017", "5.png"), "no image");
        var refused = Assert.Throws<UserException>(() => DetectionCatalog.Require(Coco, 1)).Message;
        Assert.StartsWith("data.train: ", refused);
        Assert.Contains("instances_train2017.json, line 1: images[3] (id 3) names 3.png, which is missing in ", refused);
        Assert.EndsWith("; correct it, or set data.damaged to skip.", refused);
        var skipping = Coco with { Damaged = "skip" };
        DetectionCatalog.Require(skipping, 1);
        var splits = DetectionCatalog.Open(skipping, 1);
        Assert.Equal(["0", "1", "2", "4", "6", "7"], Names(splits.Train).Concat(Names(splits.Validation)).Order());
        Assert.Equal(2, splits.Skipped.Length);
    }

    [Fact]
    public void An_image_outside_of_its_folder_is_not_read()
    {
        WriteCoco("annotations/instances_train2017.json", "train2017", 0, 4);
        WriteCoco("annotations/instances_val2017.json", "val2017", 100, 2);
        foreach (var outside in new[] { "../val2017/100.png", _folder.File("val2017", "100.png"), "x/../../val2017/100.png" })
        {
            WriteCoco("annotations/instances_train2017.json", "train2017", 0, 4, outside);
            Assert.Contains(
                $"names {outside}, which leads out of ",
                Assert.Throws<UserException>(() => DetectionCatalog.Require(Coco with { ValidationImages = 1 }, 1)).Message
            );
        }
    }

    public static TheoryData<DetectionDataSettings, string> Mistakes { get; } =
        new()
        {
            {
                Procedural with
                {
                    Categories = 5,
                },
                "data.categories is 5, but procedural-detection has 4 (disc, frame, triangle, cross): set it to 4."
            },
            { Procedural with { Root = "/x" }, "data.root means nothing to data.name procedural-detection" },
            { Procedural with { ShortSide = 64, LongSide = 63 }, "data.long-side is 63, less than data.short-side, 64" },
            {
                new() { Name = "voc" },
                "data.name voc needs data.root: the folder with Annotations, JPEGImages and ImageSets/Main."
            },
            {
                new() { Name = "voc", Root = "/not/there" },
                "data.root /not/there is not there"
            },
            {
                new()
                {
                    Name = "voc",
                    Root = "ROOT",
                    TestFolder = "x",
                },
                "data.test-folder means nothing to data.name voc"
            },
            {
                new()
                {
                    Name = "voc",
                    Root = "ROOT",
                    Categories = 2,
                    Validation = "gone",
                },
                "data.validation: There is no file "
            },
            {
                new()
                {
                    Name = "voc",
                    Root = "ROOT",
                    Categories = 2,
                    Train = "../train",
                },
                "data.train: ../train is no list in ImageSets/Main"
            },
            {
                new()
                {
                    Name = "voc",
                    Root = "ROOT",
                    Categories = 2,
                    Test = "train",
                },
                "data.train, data.validation and data.test: "
            },
            {
                new() { Name = "voc", Root = "ROOT" },
                "data.categories is not given, which means 4, but voc in ROOT has 2 (cat, dog): set it to 2."
            },
            {
                new()
                {
                    Name = "voc",
                    Root = "ROOT",
                    Categories = 2,
                    Test = "empty",
                },
                "data.test has no image that can be used"
            },
            {
                new() { Name = "coco", Root = "ROOT" },
                "data.validation and data.validation-images are both missing"
            },
            {
                new()
                {
                    Name = "coco",
                    Root = "ROOT",
                    ValidationImages = 1,
                    ValidationFolder = "x",
                },
                "data.validation-folder is given without data.validation"
            },
            {
                new()
                {
                    Name = "coco",
                    Root = "ROOT",
                    ValidationImages = 1,
                },
                "data.train: "
            },
            {
                new()
                {
                    Name = "coco",
                    Root = "ROOT",
                    ValidationImages = 1,
                    Train = "../x.json",
                },
                "data.train is ../x.json, which leads out of data.root ROOT"
            },
            {
                new()
                {
                    Name = "coco",
                    Root = "ROOT",
                    ValidationImages = 1,
                    TrainFolder = "../x",
                },
                "data.train-folder is ../x, which leads out of data.root ROOT"
            },
        };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_key_before_anything_starts(DetectionDataSettings settings, string told)
    {
        WriteVoc(("train", ["a"]), ("val", ["d"]), ("test", ["f"]), ("empty", []));
        if (settings.Root == "ROOT")
            settings = settings with { Root = _folder.Path };
        var message = Assert.Throws<UserException>(() => DetectionCatalog.Require(settings, 1)).Message;
        Assert.StartsWith(told.Replace("ROOT", _folder.Path, StringComparison.Ordinal), message);
        Assert.Equal(message, Assert.Throws<UserException>(() => DetectionCatalog.Open(settings, 1)).Message);
    }

    [Fact]
    public void Reasons_of_skipping_survive_when_nothing_is_left()
    {
        WriteVoc(("train", ["a", "b", "c", "x"]), ("val", ["d"]), ("test", ["f"]));
        foreach (var name in (string[])["a", "b", "c", "x"])
            File.Delete(_folder.File("JPEGImages", name + ".png"));
        var message = Assert.Throws<UserException>(() => DetectionCatalog.Require(Voc with { Damaged = "skip" }, 1)).Message;
        Assert.StartsWith(
            $"data.train has no image that can be used: name another one. 4 entries are left out, the first: {_folder.Path}/JPEGImages has no image a (",
            message
        );
        Assert.Contains(" has no image b (", message);
        Assert.EndsWith("it is left out.", message);
        // Found out by decoding.
        foreach (var name in (string[])["a", "b", "c", "x"])
            _folder.Write($"JPEGImages/{name}.png", "no image");
        Assert.Contains(
            "data.train has no image that can be used: name another one. 4 entries are left out, the first: ",
            Assert.Throws<UserException>(() => DetectionCatalog.Open(Voc with { Damaged = "skip" }, 1)).Message
        );
    }

    [Fact]
    public void Reasons_of_skipping_stand_beside_categories_that_are_too_few()
    {
        WriteVoc(("train", ["a"]), ("val", ["d"]), ("test", ["f"]));
        foreach (var name in (string[])["a", "d", "f"])
        {
            var path = _folder.File("Annotations", name + ".xml");
            File.WriteAllText(
                path,
                File.ReadAllText(path)
                    .Replace("<name>cat</name><bndbox><xmin>1<", "<name>cat</name><bndbox><xmin>one<", StringComparison.Ordinal)
            );
        }
        var message = Assert.Throws<UserException>(() => DetectionCatalog.Require(Voc with { Damaged = "skip" }, 1)).Message;
        Assert.StartsWith(
            $"data.categories is 2, but voc in {_folder.Path} has 1 (dog): set it to 1. 3 entries are left out, the first: ",
            message
        );
        Assert.Contains("[one, 2, 9, 8]: it must be four numbers; it is left out.", message);
    }

    [Fact]
    public void What_is_taken_for_something_else_is_said_when_a_search_begins()
    {
        WriteVoc(("train", ["a", "b", "c"]), ("val", ["d", "e"]), ("test", ["f"]));
        File.Move(_folder.File("JPEGImages", "a.png"), _folder.File("JPEGImages", "a.PNG"));
        File.Copy(_folder.File("JPEGImages", "a.PNG"), _folder.File("JPEGImages", "a.bmp"));
        Assert.Equal(["images with several files, of which the first is taken: 1 (a.bmp and a.PNG)."], DetectionCatalog.Require(Voc, 1));
    }

    /// <summary>The history of such a search was made without the entries that could not be read when it began.</summary>
    [Fact]
    public void A_search_of_old_goes_on_with_the_images_it_began_with()
    {
        WriteVoc(("train", ["a", "b", "c", "d", "e", "f", "g g"]), ("val", ["h"]), ("test", ["i"]));
        File.Move(_folder.File("JPEGImages", "a.png"), _folder.File("JPEGImages", "a.PNG"));
        Annotated("b", "<annotation>", "<?xml version='1.0' encoding='utf8'?><annotation>");
        Annotated("c", "<size><width>20</width><height>16</height></size>", "");
        Annotated("d", "<name>dog</name>", "<name>dog</name><difficult>False</difficult>");
        Annotated("e", "<annotation>", "<!DOCTYPE annotation><annotation>");
        var old = Voc with { Damaged = "skip", Edition = null };
        Assert.Equal(["d", "f"], Names(DetectionCatalog.Open(old, 1).Train));
        Assert.Equal([1, 2], DetectionCatalog.Open(old, 1).Train.Labels.Images.Select(image => image.Objects.Length));
        Assert.Equal(
            ["a", "b", "c", "d", "e", "f", "g g"],
            Names(DetectionCatalog.Open(old with { Edition = DetectionDataSettings.Latest }, 1).Train)
        );
        Assert.Equal(7, DetectionCatalog.Open(old with { Damaged = "refuse" }, 1).Train.Labels.Images.Length);

        WriteCoco("annotations/instances_train2017.json", "train2017", 0, 8);
        WriteCoco("annotations/instances_val2017.json", "val2017", 100, 2);
        var file = _folder.File("annotations", "instances_train2017.json");
        File.WriteAllText(
            file,
            File.ReadAllText(file)
                .Replace("\"0.png\"", "\"0.PNG\"", StringComparison.Ordinal)
                .Replace(
                    "\"image_id\":1,\"category_id\":2,\"bbox\":[1,",
                    "\"image_id\":1,\"category_id\":2,\"bbox\":[\"1\",",
                    StringComparison.Ordinal
                )
        );
        int[] Objects(DetectionDataSettings settings) =>
            [
                .. ((IDetectionDataset[])[DetectionCatalog.Open(settings, 1).Train, DetectionCatalog.Open(settings, 1).Validation])
                    .SelectMany(part => part.Labels.Images)
                    .OrderBy(image => image.Id)
                    .Select(image => image.Objects.Length),
            ];
        Assert.Equal([0, 1, 1, 1, 1, 1, 1], Objects(Coco with { Damaged = "skip", Edition = null }));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1], Objects(Coco with { Damaged = "skip" }));

        void Annotated(string name, string written, string instead)
        {
            var path = _folder.File("Annotations", name + ".xml");
            File.WriteAllText(path, File.ReadAllText(path).Replace(written, instead, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(".bmp")]
    [InlineData(".BMP")]
    public void Bitmaps_are_decoded(string extension)
    {
        WriteVoc(("train", ["a", "b", "c"]), ("val", ["d", "e"]), ("test", ["f"]));
        File.Delete(_folder.File("JPEGImages", "a.png"));
        // Two by two pixels of 24 bits, the lower row first: blue, green; then red, white.
        File.WriteAllBytes(
            _folder.File("JPEGImages", "a" + extension),
            Convert.FromHexString(
                "424d460000000000000036000000280000000200000002000000010018000000000010000000000000000000000000000000000000"
                    + "00"
                    + "ff000000ff000000"
                    + "0000ffffffff0000"
            )
        );
        var annotation = _folder.File("Annotations", "a.xml");
        File.WriteAllText(
            annotation,
            File.ReadAllText(annotation).Replace("<size><width>20</width><height>16</height></size>", "", StringComparison.Ordinal)
        );
        Assert.Equal([255, 255, 0, 0, 0, 255, 0, 255, 0, 255, 255, 0], DetectionCatalog.Open(Voc, 1).Train.Load(0).Pixels);
    }

    [Fact]
    public void Masks_are_read_where_they_are_needed()
    {
        WriteCoco("annotations/instances_train2017.json", "train2017", 0, 4);
        WriteCoco("annotations/instances_val2017.json", "val2017", 100, 2);
        var object0 = DetectionCatalog.Open(Coco, 1, masks: true).Train.Labels.Images[0].Objects[0];
        Assert.NotNull(object0.Shape);
        Assert.Null(DetectionCatalog.Open(Coco, 1).Train.Labels.Images[0].Objects[0].Shape);
        WriteVoc(("train", ["a"]), ("val", ["d"]), ("test", ["f"]));
        Assert.StartsWith(
            "data.name voc has no masks",
            Assert.Throws<UserException>(() => DetectionCatalog.Require(Voc, 1, masks: true)).Message
        );
    }

    [Fact]
    public void Blood_cells_open_in_both_layouts()
    {
        var root = TestData.Require("bccd");
        var voc = new DetectionDataSettings
        {
            Name = "voc",
            Root = root,
            Categories = 3,
            Damaged = "skip",
            TrainImages = 20,
            ValidationImages = 10,
        };
        DetectionCatalog.Require(voc, 1);
        var splits = DetectionCatalog.Open(voc, 1);
        Assert.Equal(
            (20, 10, 72),
            (splits.Train.Labels.Images.Length, splits.Validation.Labels.Images.Length, splits.Test.Labels.Images.Length)
        );
        Assert.Contains(
            "set data.damaged to skip",
            Assert.Throws<UserException>(() => DetectionCatalog.Require(voc with { Damaged = "refuse" }, 1)).Message
        );
        var coco = new DetectionDataSettings
        {
            Name = "coco",
            Root = root,
            Categories = 3,
            ValidationImages = 50,
            Train = "coco/instances_train.json",
            TrainFolder = "JPEGImages",
            Test = "coco/instances_test.json",
            TestFolder = "JPEGImages",
        };
        DetectionCatalog.Require(coco, 1);
        var aside = DetectionCatalog.Open(coco, 1);
        Assert.Equal(
            (155, 50, 72),
            (aside.Train.Labels.Images.Length, aside.Validation.Labels.Images.Length, aside.Test.Labels.Images.Length)
        );
        Assert.Equal(2804, aside.Train.Labels.Images.Concat(aside.Validation.Labels.Images).Sum(image => image.Objects.Length));
        Assert.Equal(480, aside.Validation.Load(0).Shape.Height);
    }

    private static string[] Names(IDetectionDataset data) =>
        [.. data.Labels.Images.Select(image => Path.GetFileNameWithoutExtension(image.FileName))];

    private static byte Shade(string name) => (byte)(name.Sum(character => character * 7) % 256);

    private void WriteVoc(params (string List, string[] Names)[] lists)
    {
        foreach (var (list, names) in lists)
        {
            _folder.Write($"ImageSets/Main/{list}.txt", string.Join('\n', names));
            foreach (var name in names)
            {
                Image("JPEGImages", name);
                string Object(string category) =>
                    $"<object><name>{category}</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>9</xmax><ymax>8</ymax></bndbox></object>";
                _folder.Write(
                    $"Annotations/{name}.xml",
                    $"<annotation><size><width>20</width><height>16</height></size>{Object("dog")}{Object("cat")}</annotation>"
                );
            }
        }
    }

    private void WriteCoco(string file, string folder, int first, int count, string? firstName = null)
    {
        var ids = Enumerable.Range(first, count).ToArray();
        foreach (var id in ids)
            Image(folder, $"{id}");
        _folder.Write(
            file,
            JsonSerializer.Serialize(
                new
                {
                    images = ids.Select(id => new
                    {
                        id,
                        file_name = id == first && firstName is not null ? firstName : $"{id}.png",
                        width = 20,
                        height = 16,
                    }),
                    annotations = ids.Select(id => new
                    {
                        id = id + 1,
                        image_id = id,
                        category_id = 1 + (id % 2),
                        bbox = new[] { 1, 2, 8, 6 },
                        area = 48,
                        iscrowd = 0,
                        segmentation = new[] { new[] { 1, 2, 9, 2, 9, 8, 1, 8 } },
                    }),
                    categories = new[] { new { id = 1, name = "cat" }, new { id = 2, name = "dog" } },
                }
            )
        );
    }

    private void Image(string folder, string name)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(20, 16, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(Shade(name), 0, 0));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder.File(folder, $"{name}.png"), data.ToArray());
    }
}
