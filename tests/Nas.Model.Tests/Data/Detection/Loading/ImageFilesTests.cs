using System.Runtime.InteropServices;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using SkiaSharp;
using Testing;

namespace Nas.Model.Tests.Data.Detection.Loading;

public sealed class ImageFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Greyscale_and_odd_sized_images_become_three_channels_of_their_own_size()
    {
        Encode("grey.jpg", 37, 21, SKColorType.Gray8, SKEncodedImageFormat.Jpeg);
        Encode("odd.png", 1, 13, SKColorType.Rgba8888, SKEncodedImageFormat.Png);
        var files = ImageFiles.Open("set", Set(("grey.jpg", 37, 21), ("odd.png", 0, 0)), _folder.Path);
        var grey = files.Load(0);
        Assert.Equal(new ImageShape(3, 21, 37), grey.Shape);
        Assert.Equal(grey.Pixels[..777], grey.Pixels[777..1554]);
        Assert.Equal(grey.Pixels[..777], grey.Pixels[1554..]);
        Assert.True(grey.Pixels.Distinct().Count() > 5);
        Assert.Equal(new ImageShape(3, 13, 1), files.Load(1).Shape);
        using var loader = new DetectionLoader(
            files,
            new()
            {
                Batch = 2,
                Seed = 1,
                Purpose = "test",
                ShortSide = 32,
                LongSide = 64,
            }
        );
        Assert.Equal((64, 64), (loader.Get(0).Height, loader.Get(0).Width));
    }

    [Fact]
    public void A_damaged_a_missing_and_a_wrongly_labelled_image_are_refused_by_name()
    {
        var set = Damaged();
        var files = ImageFiles.Open("set", set, _folder.Path);
        Assert.Equal(8, files.Load(0).Shape.Height);
        Assert.Equal(
            $"{Path.Combine(_folder.Path, "cut.jpg")} cannot be used (the file ends before the image does); put a good copy in its place, or have faulty entries skipped.",
            Assert.Throws<DamagedFileException>(() => files.Load(1)).Message
        );
        Assert.Contains("gone.jpg cannot be used (Could not find file", Assert.Throws<DamagedFileException>(() => files.Load(2)).Message);
        Assert.Contains(
            "turned.jpg cannot be used (it has 9x8 pixels where its labels say 8x9)",
            Assert.Throws<DamagedFileException>(() => files.Load(3)).Message
        );
    }

    [Fact]
    public void Skipping_leaves_them_out_of_pixels_and_labels_with_a_sentence_each()
    {
        var files = ImageFiles.Open("set", Damaged(), _folder.Path, FaultPolicy.Skip);
        Assert.Equal(["good.jpg", "last.jpg"], files.Labels.Images.Select(i => i.FileName));
        Assert.Equal(3, files.Labels.Skipped.Length);
        Assert.EndsWith("cut.jpg cannot be used (the file ends before the image does); it is left out.", files.Labels.Skipped[0]);
        Assert.Equal(new ImageShape(3, 12, 16), files.Load(1).Shape);
    }

    [Fact]
    public void A_small_file_that_holds_too_many_pixels_is_refused_before_they_are_decoded()
    {
        // A portable network graphic's header alone: 200,000 by 200,000 pixels.
        File.WriteAllBytes(
            _folder.File("bomb.png"),
            Convert.FromHexString("89504e470d0a1a0a0000000d4948445200030d4000030d400800000000" + "00000000")
        );
        File.WriteAllBytes(
            _folder.File("bomb.bmp"),
            Convert.FromHexString(
                "424d460000000000000036000000280000001027000011270000" + "010018000000000010000000000000000000000000000000" + "00000000"
            )
        );
        var files = ImageFiles.Open("set", Set(("bomb.png", 0, 0), ("bomb.bmp", 0, 0)), _folder.Path);
        Assert.Contains("bomb.png cannot be used (", Assert.Throws<DamagedFileException>(() => files.Load(0)).Message);
        Assert.Contains(
            "bomb.bmp cannot be used (it has 10000x10001 pixels, and at most 100,000,000 are read)",
            Assert.Throws<DamagedFileException>(() => files.Load(1)).Message
        );
    }

    private DetectionSet Damaged()
    {
        Encode("good.jpg", 8, 8, SKColorType.Rgba8888, SKEncodedImageFormat.Jpeg);
        Encode("cut.jpg", 64, 64, SKColorType.Rgba8888, SKEncodedImageFormat.Jpeg);
        Encode("turned.jpg", 9, 8, SKColorType.Rgba8888, SKEncodedImageFormat.Jpeg);
        Encode("last.jpg", 16, 12, SKColorType.Rgba8888, SKEncodedImageFormat.Jpeg);
        var whole = File.ReadAllBytes(_folder.File("cut.jpg"));
        File.WriteAllBytes(_folder.File("cut.jpg"), whole[..(whole.Length * 3 / 4)]);
        return Set(("good.jpg", 8, 8), ("cut.jpg", 64, 64), ("gone.jpg", 8, 8), ("turned.jpg", 8, 9), ("last.jpg", 16, 12));
    }

    private static DetectionSet Set(params (string Name, int Width, int Height)[] images) =>
        new(
            [.. images.Select((image, i) => new LabelledImage(i + 1, image.Name, image.Width, image.Height, []))],
            [new LabelledCategory(1, "cat")],
            []
        );

    private void Encode(string name, int width, int height, SKColorType type, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, type, SKAlphaType.Opaque));
        var pixels = Enumerable.Range(0, bitmap.ByteCount).Select(i => (byte)(i * 37 % 251)).ToArray();
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var data = bitmap.Encode(format, 90);
        File.WriteAllBytes(_folder.File(name), data.ToArray());
    }
}
