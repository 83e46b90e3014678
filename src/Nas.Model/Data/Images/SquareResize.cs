namespace Nas.Model.Data.Images;

/// <summary>Resizes the shorter side to a number of pixels and keeps the centre square.</summary>
internal static class SquareResize
{
    public static DecodedImage Apply(DecodedImage image, int side)
    {
        var (_, height, width) = image.Shape;
        if (height == side && width == side)
            return image;
        var scale = (double)Math.Min(height, width) / side;
        return BilinearResize.Apply(image, Centre(height, side, scale), Centre(width, side, scale));
    }

    private static BilinearResize.Tap[] Centre(int length, int side, double scale) =>
        BilinearResize.Taps(length, side, scale, (length - (side * scale)) / 2);
}
