namespace Nas.Model.Data.Images;

/// <summary>
/// Bilinear resizing with the filter widened when shrinking, so that every input pixel counts (no aliasing). It is written here rather than
/// taken from the image library, to give the same bits on every processor.
/// </summary>
internal static class BilinearResize
{
    /// <summary>The sources of one output pixel: input pixels from First on, with weights that sum to one.</summary>
    internal readonly record struct Tap(int First, float[] Weights);

    /// <summary>The whole image at another size.</summary>
    public static DecodedImage Apply(DecodedImage image, int height, int width)
    {
        var shape = image.Shape;
        if (shape.Height == height && shape.Width == width)
            return image;
        return Apply(
            image,
            Taps(shape.Height, height, (double)shape.Height / height, 0),
            Taps(shape.Width, width, (double)shape.Width / width, 0)
        );
    }

    /// <summary>One output row for each of <paramref name="rows"/>, one output column for each of <paramref name="columns"/>.</summary>
    public static DecodedImage Apply(DecodedImage image, ReadOnlySpan<Tap> rows, ReadOnlySpan<Tap> columns)
    {
        var (channels, height, width) = image.Shape;
        var (newHeight, newWidth) = (rows.Length, columns.Length);
        // Columns first, and only of the rows that will be read.
        var firstRow = rows[0].First;
        var lastRow = rows[^1].First + rows[^1].Weights.Length;
        var narrowed = new float[(lastRow - firstRow) * newWidth];
        var result = new byte[channels * newHeight * newWidth];
        for (var c = 0; c < channels; c++)
        {
            for (var y = firstRow; y < lastRow; y++)
            {
                var row = image.Pixels.AsSpan(((c * height) + y) * width, width);
                for (var x = 0; x < newWidth; x++)
                {
                    var sum = 0f;
                    for (var k = 0; k < columns[x].Weights.Length; k++)
                        sum += columns[x].Weights[k] * row[columns[x].First + k];
                    narrowed[((y - firstRow) * newWidth) + x] = sum;
                }
            }
            for (var y = 0; y < newHeight; y++)
            {
                for (var x = 0; x < newWidth; x++)
                {
                    var sum = 0f;
                    for (var k = 0; k < rows[y].Weights.Length; k++)
                    {
                        sum += rows[y].Weights[k] * narrowed[((rows[y].First - firstRow + k) * newWidth) + x];
                    }
                    result[(((c * newHeight) + y) * newWidth) + x] = (byte)Math.Clamp((int)(sum + 0.5f), 0, 255);
                }
            }
        }
        return new DecodedImage(new ImageShape(channels, newHeight, newWidth), result);
    }

    /// <param name="length">Input pixels.</param>
    /// <param name="count">Output pixels.</param>
    /// <param name="scale">Input pixels that make an output pixel.</param>
    /// <param name="start">Position of the first output pixel, in input pixels.</param>
    public static Tap[] Taps(int length, int count, double scale, double start)
    {
        var radius = Math.Max(scale, 1);
        return [.. Enumerable.Range(0, count).Select(i => MakeTap(start + ((i + 0.5) * scale), radius, length))];
    }

    /// <param name="centre">Centre of the output pixel, in input pixels; pixel i reaches from i to i + 1.</param>
    /// <param name="radius">Half the width of the triangle filter.</param>
    /// <param name="length">Input pixels.</param>
    private static Tap MakeTap(double centre, double radius, int length)
    {
        var first = Math.Max(0, (int)Math.Floor(centre - radius + 0.5));
        var last = Math.Min(length, (int)Math.Floor(centre + radius + 0.5));
        var weights = new double[Math.Max(1, last - first)];
        first = Math.Min(first, length - weights.Length);
        for (var k = 0; k < weights.Length; k++)
            weights[k] = Math.Max(0, 1 - (Math.Abs(first + k + 0.5 - centre) / radius));
        var sum = weights.Sum();
        return sum > 0 ? new Tap(first, Array.ConvertAll(weights, w => (float)(w / sum))) : new Tap(first, [1f]);
    }
}
