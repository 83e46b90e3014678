using Nas.Model.Data;
using Nas.Model.Data.Images;
using SkiaSharp;

namespace Nas.Model.Tests.Data.Images;

public sealed class ImageFolderSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageFolderSetTests()
    {
        WritePng("train/beta/b.png", 10);
        WritePng("train/beta/a.PNG", 20);
        WritePng("train/Zeta/c.png", 30);
        WritePng("val/beta/v.png", 40);
        File.WriteAllText(_folder.File("train", "beta", "notes.txt"), "not an image");
        File.WriteAllText(_folder.File("train", "beta", "._a.png"), "another system's leftovers");
    }

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(long.MaxValue), InlineData(0L)]
    public void Classes_and_files_are_in_ordinal_order_and_pixels_are_exact(long memoryLimit)
    {
        var set = Read(memoryLimit: memoryLimit);
        Assert.Equal(["Zeta", "beta"], set.Train.ClassNames);
        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(set.Train.Label));
        Assert.Equal(new ImageShape(3, 6, 8), set.Train.Shape);
        Assert.Equal([Planes(30), Planes(20), Planes(10)], Enumerable.Range(0, 3).Select(i => Pixels(set.Train, i)));
        Assert.Equal(Planes(40), Pixels(set.Test, 0));
        Assert.Empty(set.Warnings);
    }

    [Fact]
    public void Test_is_taken_where_there_is_val_too()
    {
        WritePng("test/Zeta/t.png", 50);
        Assert.Equal(Planes(50), Pixels(Read().Test, 0));
    }

    [Fact]
    public void Grey_images_are_repeated_in_three_channels()
    {
        using (var bitmap = new SKBitmap(new SKImageInfo(8, 6, SKColorType.Gray8)))
        {
            bitmap.Erase(new SKColor(77, 77, 77));
            Save(bitmap, "train/Zeta/c.png");
        }
        Assert.All(Pixels(Read().Train, 0), p => Assert.Equal(77, p));
    }

    [Theory, InlineData(long.MaxValue), InlineData(0L)]
    public void A_truncated_image_is_refused_by_name(long memoryLimit)
    {
        Truncate("train", "beta", "b.png");
        var error = Assert.Throws<DamagedFileException>(() => Pixels(Read(memoryLimit: memoryLimit).Train, 2));
        Assert.Equal($"{_folder.File("train", "beta", "b.png")} cannot be read (the file ends before the image does): remove it, or set data.damaged to skip", error.Message);
    }

    [Theory, InlineData(long.MaxValue), InlineData(0L)]
    public void Unreadable_images_are_skipped_with_a_warning_each(long memoryLimit)
    {
        Truncate("train", "beta", "a.PNG");
        File.WriteAllText(_folder.File("val", "beta", "w.jpg"), "no image");
        var set = Read(skip: true, memoryLimit: memoryLimit);
        Assert.Equal([Planes(30), Planes(10)], Enumerable.Range(0, set.Train.Count).Select(i => Pixels(set.Train, i)));
        Assert.Equal(1, set.Test.Count);
        Assert.Collection(
            set.Warnings,
            w => Assert.StartsWith(_folder.File("train", "beta", "a.PNG"), w, StringComparison.Ordinal),
            w => Assert.StartsWith(_folder.File("val", "beta", "w.jpg"), w, StringComparison.Ordinal));
    }

    [Fact]
    public void Images_of_two_sizes_need_a_side()
    {
        WritePng("train/beta/d.png", 1, 12, 9);
        var error = Assert.Throws<UserException>(() => Read());
        Assert.Contains("d.png is 12 x 9 pixels", error.Message);
        Assert.Contains("data.side", error.Message);
        var set = Read(side: 8);
        Assert.Equal(new ImageShape(3, 8, 8), set.Train.Shape);
        Assert.Equal(4, set.Train.Count);
    }

    [Fact]
    public void A_test_class_without_training_images_is_refused()
    {
        WritePng("val/gamma/x.png", 1);
        var error = Assert.Throws<UserException>(() => Read());
        Assert.Contains("class gamma", error.Message);
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        Directory.Delete(_folder.File("val"), recursive: true);
        var error = Assert.Throws<UserException>(() => Read());
        Assert.Contains($"data.root {_folder.Path} has no image val/CLASS", error.Message);
    }

    private RawSet Read(int? side = null, bool skip = false, long memoryLimit = long.MaxValue) =>
        ImageFolderSet.Read(_folder.Path, side, skip, memoryLimit);

    private static byte[] Pixels(IImageDataset data, int index)
    {
        var pixels = new byte[data.Shape.Size];
        data.CopyPixels(index, pixels);
        return pixels;
    }

    /// <summary>What an image written with this value must read as: red counts up, green is the value, blue counts down.</summary>
    private static byte[] Planes(byte value, int width = 8, int height = 6)
    {
        var plane = width * height;
        return [.. Enumerable.Range(0, 3 * plane).Select(i => (i / plane) switch { 0 => (byte)(i % plane), 1 => value, _ => (byte)(255 - (i % plane)) })];
    }

    private void WritePng(string name, byte value, int width = 8, int height = 6)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var i = 0; i < width * height; i++) bitmap.SetPixel(i % width, i / width, new SKColor((byte)i, value, (byte)(255 - i), 255));
        Save(bitmap, name);
    }

    private void Save(SKBitmap bitmap, string name)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder.File(name.Split('/')), data.ToArray());
    }

    private void Truncate(params string[] names)
    {
        var content = File.ReadAllBytes(_folder.File(names));
        File.WriteAllBytes(_folder.File(names), content[..(content.Length * 2 / 3)]);
    }
}
