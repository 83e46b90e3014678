using System.Collections.Immutable;

namespace Nas.Model.Data;

/// <summary>Mean and deviation of each channel, pixels scaled to [0, 1]. Exact: sums are over histograms of byte values.</summary>
internal sealed record ChannelStatistics(ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    /// <summary>
    /// Pixels looked at, at most. A larger set is read at evenly spaced images: decoding ImageNet for two numbers takes hours.
    /// </summary>
    private const long ByteLimit = 256L << 20;

    public static ChannelStatistics Of(IImageDataset data, long byteLimit = ByteLimit)
    {
        var shape = data.Shape;
        var images = (int)Math.Clamp(byteLimit / shape.Size, 1, data.Count);
        var plane = shape.Height * shape.Width;
        // Two histograms for each channel, for even and odd pixels: equal neighbours would otherwise wait for each other's store.
        var total = new long[shape.Channels * 512];
        Parallel.For(
            0,
            images,
            () => (Pixels: new byte[shape.Size], Counts: new long[shape.Channels * 512]),
            (i, _, local) =>
            {
                data.CopyPixels((int)((long)i * data.Count / images), local.Pixels);
                for (var c = 0; c < shape.Channels; c++)
                    Tally(local.Pixels.AsSpan(c * plane, plane), local.Counts.AsSpan(c * 512, 512));
                return local;
            },
            local =>
            {
                lock (total)
                {
                    for (var i = 0; i < total.Length; i++)
                        total[i] += local.Counts[i];
                }
            }
        );
        var moments = Enumerable
            .Range(0, shape.Channels)
            .Select(c => Moments(total.AsSpan(c * 512, 512), (double)images * plane))
            .ToArray();
        return new([.. moments.Select(m => m.Mean)], [.. moments.Select(m => m.Deviation)]);
    }

    private static void Tally(ReadOnlySpan<byte> pixels, Span<long> counts)
    {
        var even = counts[..256];
        var odd = counts[256..];
        var i = 0;
        for (; i + 1 < pixels.Length; i += 2)
        {
            even[pixels[i]]++;
            odd[pixels[i + 1]]++;
        }
        if (i < pixels.Length)
            even[pixels[i]]++;
    }

    private static (float Mean, float Deviation) Moments(ReadOnlySpan<long> counts, double pixels)
    {
        long sum = 0,
            squares = 0;
        for (var value = 0; value < 256; value++)
        {
            var count = counts[value] + counts[256 + value];
            sum += value * count;
            squares += (long)value * value * count;
        }
        var mean = sum / pixels;
        var variance = (squares / pixels) - (mean * mean);
        // A constant channel is centred and left unscaled.
        var deviation = variance > 0 ? Math.Sqrt(variance) : 255;
        return ((float)(mean / 255), (float)(deviation / 255));
    }
}
