namespace Nas.Model.Data.Images;

/// <summary>
/// Resizes the shorter side to a number of pixels and keeps the centre square. Bilinear with the filter widened when shrinking, so that
/// every input pixel counts (no aliasing). Written out rather than taken from the image library: the same bits on every processor.
/// </summary>
internal static class SquareResize
{
    /// <summary>What one output pixel is made of: input pixels from First on, with weights that sum to one.</summary>
    private readonly record struct Tap(int First, float[] Weights);

    public static DecodedImage Apply(DecodedImage image, int side)
    {
        var (channels, height, width) = image.Shape;
        if (height == side && width == side) return image;
        var shorter = Math.Min(height, width);
        var scale = (double)shorter / side;
        var columns = Taps(width, side, scale);
        var rows = Taps(height, side, scale);

        // Columns first, and only of the rows that will be read.
        var firstRow = rows[0].First;
        var lastRow = rows[^1].First + rows[^1].Weights.Length;
        var narrowed = new float[(lastRow - firstRow) * side];
        var result = new byte[channels * side * side];
        for (var c = 0; c < channels; c++)
        {
            for (var y = firstRow; y < lastRow; y++)
            {
                var row = image.Pixels.AsSpan(((c * height) + y) * width, width);
                for (var x = 0; x < side; x++)
                {
                    var sum = 0f;
                    for (var k = 0; k < columns[x].Weights.Length; k++) sum += columns[x].Weights[k] * row[columns[x].First + k];
                    narrowed[((y - firstRow) * side) + x] = sum;
                }
            }
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    var sum = 0f;
                    for (var k = 0; k < rows[y].Weights.Length; k++)
                    {
                        sum += rows[y].Weights[k] * narrowed[((rows[y].First - firstRow + k) * side) + x];
                    }
                    result[(((c * side) + y) * side) + x] = (byte)Math.Clamp((int)(sum + 0.5f), 0, 255);
                }
            }
        }
        return new DecodedImage(new ImageShape(channels, side, side), result);
    }

    private static Tap[] Taps(int length, int side, double scale)
    {
        var start = (length - (side * scale)) / 2;
        var radius = Math.Max(scale, 1);
        return [.. Enumerable.Range(0, side).Select(i => MakeTap(start + ((i + 0.5) * scale), radius, length))];
    }

    /// <param name="centre">Of the output pixel, in input pixels; pixel i reaches from i to i + 1.</param>
    /// <param name="radius">Half the width of the triangle filter.</param>
    /// <param name="length">Input pixels.</param>
    private static Tap MakeTap(double centre, double radius, int length)
    {
        var first = Math.Max(0, (int)Math.Floor(centre - radius + 0.5));
        var last = Math.Min(length, (int)Math.Floor(centre + radius + 0.5));
        var weights = new double[Math.Max(1, last - first)];
        first = Math.Min(first, length - weights.Length);
        for (var k = 0; k < weights.Length; k++) weights[k] = Math.Max(0, 1 - (Math.Abs(first + k + 0.5 - centre) / radius));
        var sum = weights.Sum();
        return sum > 0
            ? new Tap(first, Array.ConvertAll(weights, w => (float)(w / sum)))
            : new Tap(first, [1f]);
    }
}
