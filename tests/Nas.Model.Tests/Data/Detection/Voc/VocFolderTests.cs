using System.Text;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Voc;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Voc;

public sealed class VocFolderTests : IDisposable
{
    private const string Dog =
        "<object><name>dog</name><difficult>0</difficult><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>40</xmax><ymax>60.5</ymax></bndbox></object>";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Objects_have_their_corners_difficulty_and_category()
    {
        Annotate(
            "2007_000027",
            Dog,
            "<object><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part><name>cat</name><difficult>1</difficult><bndbox><xmax>4</xmax><xmin>1</xmin><ymin>2</ymin><ymax>9</ymax></bndbox></object>"
        );
        var set = VocFolder.Read(_folder.Path);
        Assert.Equal([new LabelledCategory(null, "cat"), new LabelledCategory(null, "dog")], set.Categories);
        var image = Assert.Single(set.Images);
        Assert.Equal(
            (2007000027, Path.Combine("JPEGImages", "2007_000027.jpg"), 100, 80),
            (image.Id, image.FileName, image.Width, image.Height)
        );
        Assert.Equal(
            [
                new LabelledObject(1, 1, new Box(10, 20, 30, 40.5), 30 * 40.5),
                new LabelledObject(2, 0, new Box(1, 2, 3, 7), 21, IsDifficult: true),
            ],
            image.Objects
        );
    }

    [Fact]
    public void Categories_given_have_numbers_and_an_image_set_chooses_images()
    {
        Annotate("b", Dog);
        Annotate("a", Dog);
        _folder.Write("ImageSets/Main/train.txt", "b  1\n\n");
        var set = VocFolder.Read(_folder.Path, "train", ["dog", "cat"]);
        Assert.Equal([new LabelledCategory(1, "dog"), new LabelledCategory(2, "cat")], set.Categories);
        Assert.Equal(Path.Combine("JPEGImages", "b.jpg"), Assert.Single(set.Images).FileName);
        Assert.Equal([1L, 2L], VocFolder.Read(_folder.Path).Images.Select(image => image.Id));
    }

    [Theory]
    [InlineData(
        "<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>10</xmax><ymax>60</ymax></bndbox></object>",
        "has an empty box, [10, 20, 0, 40]"
    )]
    [InlineData(
        "<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>5</xmax><ymax>60</ymax></bndbox></object>",
        "has a damaged box, [10, 20, -5, 40]: a side is negative"
    )]
    [InlineData(
        "<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>left</xmax><ymax>60</ymax></bndbox></object>",
        "has a damaged box, [10, 20, left, 60]: it must be four numbers"
    )]
    [InlineData(
        "<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>102</xmax><ymax>60</ymax></bndbox></object>",
        "has a box outside its image, [10, 20, 92, 40] in 100x80"
    )]
    [InlineData("<object><name>dog</name></object>", "has no bndbox")]
    [InlineData("<object><bndbox/></object>", "has no name")]
    [InlineData("<object><name>emu</name></object>", "is of an unknown category, emu")]
    [InlineData("<object><name>dog</name><difficult>hard</difficult></object>", "has difficult hard, which must be 0 or 1")]
    public void A_faulty_object_is_named_and_refused_or_skipped(string faulty, string fault)
    {
        var path = Annotate("a", Dog, faulty);
        AssertFault($"{path}, line 4: the object {fault}");
        Assert.Single(VocFolder.Read(_folder.Path, null, ["dog"], FaultPolicy.Skip).Images[0].Objects);
    }

    [Fact]
    public void Files_that_cannot_be_used_are_named_and_refused_or_skipped()
    {
        var path = _folder.Write("Annotations/a.xml", "<annotation>\n<size></annotation>");
        AssertFault($"{path} is damaged in line 2: The 'size' start tag on line 2 position 2 does not match the end tag of 'annotation'");
        Assert.Throws<DamagedFileException>(() => VocFolder.Read(_folder.Path));
        _folder.Write("Annotations/a.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><annotation>&b;</annotation>");
        AssertFault($"{path} is damaged in line 1: Reference to undeclared entity 'b'");
        _folder.Write("Annotations/a.xml", "<html/>");
        AssertFault($"{path} is not a VOC annotation: its root is 'html' and must be 'annotation'");
        _folder.Write("Annotations/a.xml", "<annotation><size><width>-1</width><height>80</height></size></annotation>");
        AssertFault($"{path}, line 1: the image has the size -1x80, which must be whole pixels");
    }

    [Fact]
    public void Missing_files_are_named()
    {
        Annotate("a", Dog);
        var annotation = Path.Combine(_folder.Path, "Annotations", "b.xml");
        var list = _folder.Write("ImageSets/Main/test.txt", "a\nb\n");
        AssertFault($"{annotation} is missing", "test");
        Assert.StartsWith(
            $"{Path.Combine(_folder.Path, "JPEGImages")} has no image a (.jpg, .jpeg, .png, .bmp, .webp, .gif);",
            Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, requireImages: true)).Message
        );
        Assert.Contains("train is not an image set of", Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, "train")).Message);
        Assert.Contains(
            "is not laid out as PASCAL VOC",
            Assert.Throws<UserException>(() => VocFolder.Read(Path.Combine(_folder.Path, "x"))).Message
        );
        _folder.Write("ImageSets/Main/test.txt", "a\n../b\n");
        Assert.Equal(
            $"{list}, line 2: ../b is not the name of an image.",
            Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, "test")).Message
        );
        _folder.Write("ImageSets/Main/test.txt", "a\na\n");
        Assert.Equal(
            $"{list}, line 2: a is there twice.",
            Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, "test")).Message
        );
    }

    [Theory]
    [InlineData("utf8", "utf-8")]
    [InlineData("UTF_8", "utf-8")]
    [InlineData("utf-16", "utf-8")]
    [InlineData("windows-1252", "windows-1252")]
    [InlineData("cp1252", "windows-1252")]
    [InlineData("latin1", "iso-8859-1")]
    [InlineData("ISO8859-15", "iso-8859-15")]
    [InlineData("us-ascii", "us-ascii")]
    [InlineData("gb2312", "gb2312")]
    [InlineData("GBK", "gb2312")]
    [InlineData("gb18030", "gb18030")]
    [InlineData("big5", "big5")]
    [InlineData("shift_jis", "shift_jis")]
    [InlineData("sjis", "shift_jis")]
    [InlineData("euc-kr", "euc-kr")]
    [InlineData("cp949", "ks_c_5601-1987")]
    [InlineData("koi8_r", "koi8-r")]
    public void Encodings_are_known_by_the_names_that_tools_have_for_them(string declared, string encoding)
    {
        var name = encoding switch
        {
            "us-ascii" => "dog",
            "koi8-r" => "\u043f\u0451\u0441",
            "euc-kr" or "ks_c_5601-1987" => "\uac1c",
            "shift_jis" or "big5" or "gb18030" or "gb2312" => "\u72ac",
            _ => "caf\u00e9",
        };
        Encode(
            $"<?xml version=\"1.0\" encoding=\"{declared}\"?>",
            name,
            CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding)
        );
        Assert.Equal(name, Assert.Single(VocFolder.Read(_folder.Path).Categories).Name);
    }

    [Theory]
    [InlineData("", "utf-16", true)]
    [InlineData("", "utf-16BE", true)]
    [InlineData("<?xml version='1.0' encoding='utf-16'?>", "utf-16", false)]
    [InlineData("<?xml version='1.0' encoding='utf-16'?>", "utf-16BE", false)]
    [InlineData("<?xml version='1.0' encoding='windows-1252'?>", "utf-8", true)]
    [InlineData("\n  <?xml version='1.1' standalone='yes'?>", "utf-8", false)]
    [InlineData("<!DOCTYPE annotation SYSTEM 'voc.dtd' [<!ELEMENT annotation ANY>]>", "utf-8", false)]
    [InlineData("<?xml-stylesheet href='x.xsl'?><!-- made by hand -->", "utf-8", false)]
    public void What_stands_before_an_annotation_does_no_harm(string before, string encoding, bool mark)
    {
        Encode(
            before,
            "caf\u00e9",
            encoding switch
            {
                "utf-16" => new UnicodeEncoding(bigEndian: false, mark),
                "utf-16BE" => new UnicodeEncoding(bigEndian: true, mark),
                _ => new UTF8Encoding(mark),
            }
        );
        Assert.Equal("caf\u00e9", Assert.Single(VocFolder.Read(_folder.Path).Categories).Name);
    }

    [Fact]
    public void Text_that_is_not_in_its_encoding_is_a_fault_with_its_line()
    {
        var path = Encode("<?xml version=\"1.0\"?>\n", "caf\u00e9", Encoding.Latin1);
        AssertFault(
            $"{path} is damaged: in line 2 it has bytes that are not utf-8, which it must be by its declaration or for want of one"
        );
        Encode("<?xml version=\"1.0\" encoding=\"klingon\"?>", "dog", new UTF8Encoding(false));
        AssertFault($"{path} is damaged: its encoding, 'klingon', is not known; have it saved as UTF-8");
    }

    [Fact]
    public void Nesting_size_and_entities_have_limits()
    {
        var path = _folder.Write(
            "Annotations/a.xml",
            "<annotation>"
                + string.Concat(Enumerable.Repeat("\n<x>", 10_000))
                + string.Concat(Enumerable.Repeat("</x>", 10_000))
                + "</annotation>"
        );
        AssertFault($"{path} is damaged: in line 65 it is nested deeper than 64 levels");
        var levels = string.Concat(
            Enumerable.Range(1, 9).Select(level => $"<!ENTITY e{level} '{string.Concat(Enumerable.Repeat($"&e{level - 1};", 10))}'>")
        );
        _folder.Write("Annotations/a.xml", $"<!DOCTYPE annotation [<!ENTITY e0 'e'>{levels}]><annotation>&e9;</annotation>");
        AssertFault($"{path} is damaged in line 1: Reference to undeclared entity 'e9'");
        using (var large = File.OpenWrite(path))
            large.SetLength((32 << 20) + 1);
        AssertFault($"{path} is damaged: it has more than 32 MiB, which no annotation has");
        File.WriteAllText(path, "");
        AssertFault($"{path} is damaged: Root element is missing");
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("True", true)]
    [InlineData("1.0", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void Difficult_is_a_flag_however_it_is_written(string difficult, bool expected)
    {
        Annotate("a", Dog.Replace("<difficult>0", $"<difficult>{difficult}", StringComparison.Ordinal));
        Assert.Equal(expected, Assert.Single(VocFolder.Read(_folder.Path).Images[0].Objects).IsDifficult);
    }

    [Theory]
    [InlineData("<size><width>100.0</width><height>8e1</height></size>", 100, 80, false)]
    [InlineData("<size><width>0</width><height>0</height><depth>0</depth></size>", 0, 0, true)]
    [InlineData("<size/>", 0, 0, true)]
    [InlineData("", 0, 0, true)]
    public void A_size_may_be_missing_and_is_then_the_images_own(string size, int width, int height, bool isSaid)
    {
        var path = _folder.Write("Annotations/a.xml", $"<annotation xmlns='http://example.org/'>{size}{Dog}</annotation>");
        var set = VocFolder.Read(_folder.Path);
        Assert.Equal((width, height), (set.Images[0].Width, set.Images[0].Height));
        Assert.Equal(
            isSaid ? [$"annotations that do not say how large their image is, which is asked itself: 1 ({path})."] : [],
            set.Notes
        );
    }

    [Theory]
    [InlineData("<width>wide</width><height>80</height>", "the image has the size widex80, which must be whole pixels")]
    [InlineData("<width>100.5</width><height>80</height>", "the image has the size 100.5x80, which must be whole pixels")]
    [InlineData(
        "<width>200000</width><height>200000</height>",
        "the image has the size 200000x200000, and at most 100,000,000 pixels are read"
    )]
    public void A_size_that_is_none_is_a_fault_in_training_and_not_asked_for_in_evaluation(string size, string fault)
    {
        var path = _folder.Write("Annotations/a.xml", $"<annotation>\n<size>{size}</size>{Dog}</annotation>");
        AssertFault($"{path}, line 2: {fault}");
        Assert.Single(VocFolder.Read(_folder.Path, use: DataUse.Evaluation).Images[0].Objects);
    }

    /// <summary>The development kit asks nothing of a box but its four numbers.</summary>
    [Theory]
    [InlineData(10, 10, 10, 60)]
    [InlineData(10, 20, 5, 60)]
    [InlineData(90, 70, 120, 90)]
    public void Boxes_that_nobody_would_train_on_are_evaluated(int left, int top, int right, int bottom)
    {
        Annotate(
            "a",
            $"<object><name>dog</name><bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox></object>"
        );
        Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path));
        Assert.Equal(
            new Box(left, top, right - left, bottom - top),
            Assert.Single(VocFolder.Read(_folder.Path, use: DataUse.Evaluation).Images[0].Objects).Box
        );
    }

    [Theory]
    [InlineData("img (0)", "img (0)")]
    [InlineData("img (0) -1", "img (0)")]
    [InlineData("img (0)   1  ", "img (0)")]
    [InlineData("\"img (0)\"", "img (0)")]
    [InlineData("\"img (0)\" 1", "img (0)")]
    [InlineData("img (0).jpg", "img (0)")]
    [InlineData("JPEGImages/img (0).jpg 1", "img (0)")]
    [InlineData("C:\\data\\img (0).JPG", "img (0)")]
    [InlineData("photo 1", "photo 1")]
    [InlineData("photo 1 0", "photo 1")]
    [InlineData("shot 1", "shot")]
    [InlineData("sub/deep", "sub/deep")]
    [InlineData("v1.0", "v1.0")]
    [InlineData("v1.0\t1", "v1.0")]
    public void A_list_names_images_however_they_are_called(string line, string name)
    {
        foreach (var image in (string[])["img (0)", "photo 1", "shot", "sub/deep", "v1.0"])
            Annotate(image, Dog);
        _folder.Write("ImageSets/Main/train.txt", $"\n{line}\r\n");
        Assert.Equal(Path.Combine("JPEGImages", name + ".jpg"), Assert.Single(VocFolder.Read(_folder.Path, "train").Images).FileName);
    }

    [Fact]
    public void A_line_that_may_be_two_images_is_refused()
    {
        Annotate("shot", Dog);
        Annotate("shot 1", Dog);
        var list = _folder.Write("ImageSets/Main/train.txt", "shot 1\n");
        Assert.Equal(
            $"{list}, line 1: shot 1 may be the image shot 1, or shot with a second column: put the name in quotation marks.",
            Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, "train")).Message
        );
        _folder.Write("ImageSets/Main/train.txt", "\"shot 1\"\n\"shot\"\n");
        Assert.Equal(2, VocFolder.Read(_folder.Path, "train").Images.Length);
    }

    [Theory]
    [InlineData("a.JPG")]
    [InlineData("a.Jpeg")]
    [InlineData("a.PNG")]
    [InlineData("a.bmp")]
    [InlineData("a.webp")]
    [InlineData("A.jpg")]
    public void Images_are_found_whatever_letters_they_end_in(string file)
    {
        Annotate("a", Dog);
        _folder.Write($"JPEGImages/{file}", "");
        var set = VocFolder.Read(_folder.Path, requireImages: true);
        Assert.Equal(Path.Combine("JPEGImages", file), Assert.Single(set.Images).FileName);
        Assert.Empty(set.Notes);
    }

    [Fact]
    public void Of_several_files_the_usual_one_is_taken_and_said()
    {
        Annotate("a", Dog);
        foreach (var file in (string[])["a.png", "a.JPG", "a.jpg", "a.txt", "A.jpeg"])
            _folder.Write($"JPEGImages/{file}", "");
        var set = VocFolder.Read(_folder.Path, requireImages: true);
        Assert.Equal(Path.Combine("JPEGImages", "a.jpg"), Assert.Single(set.Images).FileName);
        Assert.Equal(["images with several files, of which the first is taken: 1 (a.jpg and a.png and a.JPG)."], set.Notes);
    }

    [Fact]
    public void A_file_of_another_kind_is_named_where_the_image_is_missing()
    {
        Annotate("a", Dog);
        _folder.Write("JPEGImages/a.tif", "");
        Assert.Contains(
            ", .gif; there is a.tif);",
            Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, requireImages: true)).Message
        );
    }

    [Fact]
    public void Hidden_files_and_folders_beside_the_annotations_are_passed_over_and_said()
    {
        Annotate("a", Dog);
        Annotate("sub/b", Dog);
        _folder.Write("Annotations/._a.xml", "Mac OS X");
        _folder.Write("Annotations/c.XML", File.ReadAllText(_folder.File("Annotations", "a.xml")));
        var set = VocFolder.Read(_folder.Path);
        Assert.Equal(["a", "c"], set.Images.Select(image => Path.GetFileNameWithoutExtension(image.FileName)));
        var annotations = Path.Combine(_folder.Path, "Annotations");
        Assert.Equal(
            [
                $"{annotations}: folders in it, which are read only where a list names their files: 1 (sub).",
                $"{annotations}: hidden files, which are passed over: 1 (._a.xml).",
            ],
            set.Notes
        );
    }

    [Fact]
    public void Numbers_that_are_places_are_said_where_detections_may_have_them()
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
            Annotate(name, Dog);
        Assert.Empty(VocFolder.Read(_folder.Path).Notes);
        Assert.Equal(
            ["images numbered by their place, as the digits of their names do not tell them apart: 4 (1 is a, 2 is b, 3 is c, ...)."],
            VocFolder.Read(_folder.Path, use: DataUse.Evaluation).Notes
        );
    }

    private string Encode(string before, string name, Encoding encoding)
    {
        var path = _folder.File("Annotations", "a.xml");
        File.WriteAllText(
            path,
            $"{before}<annotation><path>C:\\x\\a.jpg</path><size><width>100</width><height>80</height></size>{Dog.Replace("dog", name, StringComparison.Ordinal)}</annotation>",
            encoding
        );
        return path;
    }

    [Fact]
    public void The_blood_cells_have_two_empty_boxes_and_are_otherwise_those_of_their_COCO_files()
    {
        var folder = TestData.Require("bccd");
        Assert.Contains("has an empty box", Assert.Throws<UserException>(() => VocFolder.Read(folder)).Message);
        var all = VocFolder.Read(folder, faults: FaultPolicy.Skip, requireImages: true);
        Assert.Equal((364, 4886, 2), (all.Images.Length, all.Images.Sum(image => image.Objects.Length), all.Skipped.Length));
        Assert.Equal(
            ["BloodImage_00338", "BloodImage_00343"],
            all.Skipped.Select(sentence => Path.GetFileNameWithoutExtension(sentence.Split(',')[0]))
        );

        var test = VocFolder.Read(folder, "test", ["RBC", "WBC", "Platelets"], FaultPolicy.Skip);
        var coco = CocoFile.Read(TestData.Require("bccd/coco/instances_test.json"));
        Assert.Equal(
            coco.Images.SelectMany(image => image.Objects.Select(found => (image.Id, found.Category, found.Box))).ToHashSet(),
            test.Images.SelectMany(image => image.Objects.Select(found => (image.Id, found.Category, found.Box))).ToHashSet()
        );
    }

    private string Annotate(string name, params string[] objects) =>
        _folder.Write(
            $"Annotations/{name}.xml",
            $"<annotation><filename>{name}.jpg</filename>\n<size><width>100</width><height>80</height><depth>3</depth></size>\n{string.Join('\n', objects)}</annotation>"
        );

    private void AssertFault(string fault, string? imageSet = null)
    {
        var refused = Assert.ThrowsAny<UserException>(() => VocFolder.Read(_folder.Path, imageSet, ["dog"]));
        Assert.Equal(fault + "; correct it, or have faulty entries skipped.", refused.Message);
        Assert.Equal([fault + "; it is left out."], VocFolder.Read(_folder.Path, imageSet, ["dog"], FaultPolicy.Skip).Skipped);
    }
}
