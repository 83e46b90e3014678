using Nas.Model.Data.Images;
using SkiaSharp;

namespace Nas.Model.Tests.Data.Images;

public sealed class ImageDecoderTests
{
    /// <summary>The kinds that its sentence names, an image of two pixels, red and blue, or of one.</summary>
    public static TheoryData<string, byte[]> Kinds =>
        new()
        {
            { "JPEG", Encoded(SKEncodedImageFormat.Jpeg) },
            { "PNG", Encoded(SKEncodedImageFormat.Png) },
            { "WebP", Encoded(SKEncodedImageFormat.Webp) },
            { "GIF", Convert.FromBase64String("R0lGODdhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=") },
            {
                "BMP",
                [
                    .. "BM"u8,
                    58,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    54,
                    0,
                    0,
                    0,
                    40,
                    0,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    1,
                    0,
                    24,
                    0,
                    .. new byte[24],
                    0,
                    0,
                    255,
                    0,
                ]
            },
        };

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_that_its_sentence_names_is_read(string kind, byte[] file)
    {
        var image = ImageDecoder.Decode(file, side: null);
        Assert.Equal((3, 1), (image.Shape.Channels, image.Shape.Height));
        Assert.InRange(image.Pixels[0], 150, 255);
        Assert.Contains(
            kind,
            Assert.Throws<UnreadableImageException>(() => ImageDecoder.Decode("a letter"u8.ToArray(), side: null)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_ends_before_its_image_is_refused() =>
        Assert.ThrowsAny<UnreadableImageException>(() => ImageDecoder.Decode(Encoded(SKEncodedImageFormat.Png)[..^30], side: null));

    private static byte[] Encoded(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(2, 1);
        bitmap.SetPixel(0, 0, SKColors.Red);
        bitmap.SetPixel(1, 0, SKColors.Blue);
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }
}
