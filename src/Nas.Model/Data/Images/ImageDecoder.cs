using SkiaSharp;

namespace Nas.Model.Data.Images;

/// <summary>A decoded image: bytes in channel-row-column order.</summary>
public readonly record struct DecodedImage(ImageShape Shape, byte[] Pixels);

/// <summary>An image's bytes cannot be decoded; the message is a reason without the file's name.</summary>
internal sealed class UnreadableImageException(string reason) : Exception(reason);

/// <summary>
/// Encoded images to three channels: grey is repeated, transparency is dropped, colour profiles and orientation tags are not applied; of a
/// moving image, the first frame.
/// </summary>
internal static class ImageDecoder
{
    /// <summary>A small file may hold any number of pixels; these take 700 MB while they are decoded.</summary>
    public const int MostPixels = 100_000_000;

    /// <param name="encoded">A whole file, of whatever name: JPEG, PNG, WebP, GIF or BMP.</param>
    /// <param name="side">The shorter side is resized to this and the centre square is kept; null: as it is.</param>
    /// <exception cref="UnreadableImageException">The bytes are no such file, or a truncated one.</exception>
    public static DecodedImage Decode(byte[] encoded, int? side)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec =
            SKCodec.Create(data) ?? throw new UnreadableImageException("no image of a kind that is read: JPEG, PNG, WebP, GIF, BMP");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if ((long)info.Width * info.Height > MostPixels)
            throw new UnreadableImageException($"it has {info.Width}x{info.Height} pixels, and at most {MostPixels:N0} are read");
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(info))
            throw new UnreadableImageException($"{info.Width} x {info.Height} pixels are too many");
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result == SKCodecResult.IncompleteInput)
            throw new UnreadableImageException("the file ends before the image does");
        if (result != SKCodecResult.Success)
            throw new UnreadableImageException($"decoding gave {result}");

        var shape = new ImageShape(3, info.Height, info.Width);
        var pixels = ToPlanes(bitmap.GetPixelSpan(), shape);
        return side is { } target ? SquareResize.Apply(new DecodedImage(shape, pixels), target) : new DecodedImage(shape, pixels);
    }

    private static byte[] ToPlanes(ReadOnlySpan<byte> rgba, ImageShape shape)
    {
        var plane = shape.Height * shape.Width;
        var pixels = GC.AllocateUninitializedArray<byte>(shape.Size);
        for (int i = 0, p = 0; i < plane; i++, p += 4)
        {
            pixels[i] = rgba[p];
            pixels[plane + i] = rgba[p + 1];
            pixels[(2 * plane) + i] = rgba[p + 2];
        }
        return pixels;
    }
}
