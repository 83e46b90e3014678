using Nas.Model.Data;
using Nas.Model.Settings;
using SkiaSharp;
using Testing;

namespace Nas.Model.Tests.Data.Images;

/// <summary>Tests of the look at an image folder before a search starts.</summary>
public sealed class ImageFolderLookTests : IDisposable
{
    /// <summary>Every third of these is looked at.</summary>
    private const int Many = 96;

    private readonly TempFolder _folder = new();
    private readonly DataSettings _settings;

    public ImageFolderLookTests()
    {
        _settings = new DataSettings
        {
            Name = "image-folder",
            Root = _folder.Path,
            Validation = 10,
        };
        for (var i = 0; i < Many; i++)
            Write($"train/{(i < Many / 2 ? "a" : "b")}/{i:00}.png", 8);
        Write("test/a/x.png", 8);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_names_and_a_few_images_are_looked_at_and_that_is_said()
    {
        var seen = DataCatalog.Require(_settings);
        Assert.Equal((Many, 2, new ImageShape(3, 8, 8)), (seen.Train!.Count, seen.Train.ClassNames.Length, seen.Train.Shape));
        Assert.Equal($"Of the 97 images in {_folder.Path} 33 were decoded to look at them.", seen.NotSeen);
    }

    [Fact]
    public void Of_a_small_set_all_images_are_and_nothing_is_said()
    {
        for (var i = 3; i < Many; i++)
            File.Delete(_folder.File("train", i < Many / 2 ? "a" : "b", $"{i:00}.png"));
        Assert.Null(DataCatalog.Require(_settings with { Validation = 1 }).NotSeen);
    }

    [Fact]
    public void An_image_that_is_looked_at_and_cannot_be_read_is_refused_unless_such_are_skipped()
    {
        var torn = _folder.File("train", "a", "03.png");
        File.WriteAllBytes(torn, File.ReadAllBytes(torn)[..40]);
        Assert.Contains(torn, Assert.Throws<DamagedFileException>(() => DataCatalog.Require(_settings)).Message, StringComparison.Ordinal);
        Assert.NotNull(DataCatalog.Require(_settings with { Damaged = "skip" }).Train);
    }

    [Fact]
    public void One_that_is_not_looked_at_is_not_opened()
    {
        File.WriteAllText(_folder.File("train", "a", "04.png"), "no image");
        Assert.NotNull(DataCatalog.Require(_settings).Train);
    }

    [Fact]
    public void Images_of_two_sizes_need_a_side()
    {
        Write("train/b/93.png", 12);
        Assert.Contains(
            "give data.side",
            Assert.Throws<UserException>(() => DataCatalog.Require(_settings)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(12, DataCatalog.Require(_settings with { Side = 12 }).Train!.Shape.Width);
    }

    [Fact]
    public void The_layout_and_the_numbers_are_those_that_the_search_needs()
    {
        Assert.Contains("data.validation sets 96 images aside", Refused(_settings with { Validation = Many }), StringComparison.Ordinal);
        Write("test/c/y.png", 8);
        Assert.Contains("is of class c, which has no image in", Refused(_settings), StringComparison.Ordinal);
        Directory.Delete(_folder.File("test"), recursive: true);
        Assert.Contains("has no image val/CLASS/*.jpg or *.png", Refused(_settings), StringComparison.Ordinal);
        Directory.Delete(_folder.File("train"), recursive: true);
        Assert.Contains("has no folder train", Refused(_settings), StringComparison.Ordinal);
    }

    private static string Refused(DataSettings settings) => Assert.Throws<UserException>(() => DataCatalog.Require(settings)).Message;

    private void Write(string name, int side)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(new SKColor(10, 20, 30));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder.File(name.Split('/')), data.ToArray());
    }
}
