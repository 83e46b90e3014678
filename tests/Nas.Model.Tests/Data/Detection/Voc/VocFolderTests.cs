using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Voc;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Voc;

public sealed class VocFolderTests : IDisposable
{
    private const string Dog = "<object><name>dog</name><difficult>0</difficult><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>40</xmax><ymax>60.5</ymax></bndbox></object>";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Objects_have_their_corners_difficulty_and_category()
    {
        Annotate("2007_000027", Dog, "<object><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part><name>cat</name><difficult>1</difficult><bndbox><xmax>4</xmax><xmin>1</xmin><ymin>2</ymin><ymax>9</ymax></bndbox></object>");
        var set = VocFolder.Read(_folder.Path);
        Assert.Equal([new LabelledCategory(null, "cat"), new LabelledCategory(null, "dog")], set.Categories);
        var image = Assert.Single(set.Images);
        Assert.Equal((2007000027, Path.Combine("JPEGImages", "2007_000027.jpg"), 100, 80), (image.Id, image.FileName, image.Width, image.Height));
        Assert.Equal(
            [new LabelledObject(1, 1, new Box(10, 20, 30, 40.5), 30 * 40.5), new LabelledObject(2, 0, new Box(1, 2, 3, 7), 21, IsDifficult: true)], image.Objects);
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
    [InlineData("<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>10</xmax><ymax>60</ymax></bndbox></object>", "has an empty box, [10, 20, 0, 40]")]
    [InlineData("<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>5</xmax><ymax>60</ymax></bndbox></object>", "has a damaged box, [10, 20, -5, 40]: a side is negative")]
    [InlineData("<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>left</xmax><ymax>60</ymax></bndbox></object>", "has a damaged box, [10, 20, left, 60]: it must be four numbers")]
    [InlineData("<object><name>dog</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>102</xmax><ymax>60</ymax></bndbox></object>", "has a box outside its image, [10, 20, 92, 40] in 100x80")]
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
        Assert.StartsWith($"{Path.Combine(_folder.Path, "JPEGImages")} has no image a (.jpg, .jpeg, .png, .bmp, .webp, .gif);", Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, requireImages: true)).Message);
        Assert.Contains("train is not an image set of", Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, "train")).Message);
        Assert.Contains("is not laid out as PASCAL VOC", Assert.Throws<UserException>(() => VocFolder.Read(Path.Combine(_folder.Path, "x"))).Message);
        _folder.Write("ImageSets/Main/test.txt", "a\n../b\n");
        Assert.Equal($"{list}, line 2: ../b is not the name of an image.", Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, "test")).Message);
        _folder.Write("ImageSets/Main/test.txt", "a\na\n");
        Assert.Equal($"{list}, line 2: a is there twice.", Assert.Throws<UserException>(() => VocFolder.Read(_folder.Path, "test")).Message);
    }

    [Fact]
    public void The_blood_cells_have_two_empty_boxes_and_are_otherwise_those_of_their_COCO_files()
    {
        var folder = TestData.Require("bccd");
        Assert.Contains("has an empty box", Assert.Throws<UserException>(() => VocFolder.Read(folder)).Message);
        var all = VocFolder.Read(folder, faults: FaultPolicy.Skip, requireImages: true);
        Assert.Equal((364, 4886, 2), (all.Images.Length, all.Images.Sum(image => image.Objects.Length), all.Skipped.Length));
        Assert.Equal(["BloodImage_00338", "BloodImage_00343"], all.Skipped.Select(sentence => Path.GetFileNameWithoutExtension(sentence.Split(',')[0])));

        var test = VocFolder.Read(folder, "test", ["RBC", "WBC", "Platelets"], FaultPolicy.Skip);
        var coco = CocoFile.Read(TestData.Require("bccd/coco/instances_test.json"));
        Assert.Equal(
            coco.Images.SelectMany(image => image.Objects.Select(found => (image.Id, found.Category, found.Box))).ToHashSet(),
            test.Images.SelectMany(image => image.Objects.Select(found => (image.Id, found.Category, found.Box))).ToHashSet());
    }

    private string Annotate(string name, params string[] objects) => _folder.Write(
        $"Annotations/{name}.xml", $"<annotation><filename>{name}.jpg</filename>\n<size><width>100</width><height>80</height><depth>3</depth></size>\n{string.Join('\n', objects)}</annotation>");

    private void AssertFault(string fault, string? imageSet = null)
    {
        var refused = Assert.ThrowsAny<UserException>(() => VocFolder.Read(_folder.Path, imageSet, ["dog"]));
        Assert.Equal(fault + "; correct it, or have faulty entries skipped.", refused.Message);
        Assert.Equal([fault + "; it is left out."], VocFolder.Read(_folder.Path, imageSet, ["dog"], FaultPolicy.Skip).Skipped);
    }
}
