using System.Collections.Immutable;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>Shapes of objects in an image that changes its size or is mirrored.</summary>
internal static class MaskResize
{
    /// <summary>Resizes a shape. Polygons are scaled and then drawn; for pixels, each new one is the old one under its centre.</summary>
    public static RunLengthMask Apply(Segmentation shape, (int Height, int Width) from, (int Height, int Width) to)
    {
        if (from == to)
            return shape.ToMask(to.Height, to.Width);
        return shape is PolygonSegmentation polygons
            ? Scaled(polygons, (double)to.Width / from.Width, (double)to.Height / from.Height).ToMask(to.Height, to.Width)
            : Nearest(shape.ToMask(from.Height, from.Width), to);
    }

    public static RunLengthMask Mirrored(RunLengthMask mask)
    {
        var pixels = mask.ToPixels();
        for (var row = 0; row < pixels.Length; row += mask.Width)
            pixels.AsSpan(row, mask.Width).Reverse();
        return RunLengthMask.FromPixels(pixels, mask.Width);
    }

    private static PolygonSegmentation Scaled(PolygonSegmentation shape, double across, double down) =>
        new([
            .. shape.Polygons.Select(polygon =>
                polygon.Select((value, index) => value * (index % 2 == 0 ? across : down)).ToImmutableArray()
            ),
        ]);

    private static RunLengthMask Nearest(RunLengthMask mask, (int Height, int Width) to)
    {
        var old = mask.ToPixels();
        var pixels = new byte[to.Height * to.Width];
        for (var y = 0; y < to.Height; y++)
        {
            // (y + 1/2) * old / new, in whole numbers.
            var row = ((2 * y) + 1) * mask.Height / (2 * to.Height) * mask.Width;
            for (var x = 0; x < to.Width; x++)
                pixels[(y * to.Width) + x] = old[row + (((2 * x) + 1) * mask.Width / (2 * to.Width))];
        }
        return RunLengthMask.FromPixels(pixels, to.Width);
    }
}
