using System.Collections.Immutable;
using Nas.Model.Data.Images;
using Nas.Model.Randomness;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>Makes batch number t from (data, options, t), and from nothing else. Safe to use from several threads.</summary>
internal sealed class DetectionBatchBuilder
{
    private readonly IDetectionDataset _data;
    private readonly DetectionLoaderOptions _options;

    /// <summary>Shuffled orders of the epochs; null: the set's own order is used.</summary>
    private readonly EpochOrders? _orders;

    /// <summary>The network's input for each channel and byte value.</summary>
    private readonly float[] _normalised = new float[LoadedBatch.Channels * 256];

    public DetectionBatchBuilder(IDetectionDataset data, DetectionLoaderOptions options)
    {
        _data = data;
        _options = options;
        _orders = options.Shuffle ? new EpochOrders(options.Seed, options.Purpose, Count) : null;
        for (var i = 0; i < _normalised.Length; i++)
        {
            var channel = i / 256;
            _normalised[i] = (float)(((i % 256 / 255.0) - options.Mean[channel]) / options.Deviation[channel]);
        }
        BatchesPerEpoch = options.Shuffle ? Count / options.Batch : (Count + options.Batch - 1) / options.Batch;
    }

    public int BatchesPerEpoch { get; }

    private int Count => _data.Labels.Images.Length;

    /// <param name="step">Number of the batch, from 0.</param>
    /// <param name="cancellation">Checked between images.</param>
    public LoadedBatch Build(int step, CancellationToken cancellation)
    {
        var (epoch, number) = Math.DivRem(step, BatchesPerEpoch);
        var order = _orders?.Of(epoch);
        var random = _options.Flip ? RandomStream.For(_options.Seed, _options.Purpose + "/flip", epoch, number) : null;
        var first = number * _options.Batch;
        var members = new Member[Math.Min(_options.Batch, Count - first)];
        for (var i = 0; i < members.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var index = order is null ? first + i : order[first + i];
            members[i] = Prepare(index, mirror: random?.Next(2) == 1);
        }
        return Padded(members);
    }

    private Member Prepare(int index, bool mirror)
    {
        var image = _data.Load(index);
        var (_, height, width) = image.Shape;
        var sample = DetectionSample.Of(image, _data.Labels.Images[index], _options.SizeOf(height, width), _options.Masks);
        return new Member(index, height, width, mirror, mirror ? sample.Mirrored() : sample);
    }

    private LoadedBatch Padded(Member[] members)
    {
        var (height, width) = (Up(members.Max(m => m.Sample.Image.Shape.Height)), Up(members.Max(m => m.Sample.Image.Shape.Width)));
        var size = LoadedBatch.Channels * height * width;
        var pixels = new float[members.Length * size];
        var images = ImmutableArray.CreateBuilder<LoadedImage>(members.Length);
        for (var i = 0; i < members.Length; i++)
        {
            Normalise(members[i].Sample.Image, pixels.AsSpan(i * size, size), height, width);
            images.Add(Describe(members[i], height, width));
        }
        return new LoadedBatch(pixels, height, width, images.MoveToImmutable());
    }

    private void Normalise(DecodedImage image, Span<float> target, int height, int width)
    {
        var shape = image.Shape;
        for (var row = 0; row < LoadedBatch.Channels * shape.Height; row++)
        {
            var (channel, y) = Math.DivRem(row, shape.Height);
            var table = _normalised.AsSpan(channel * 256, 256);
            var from = image.Pixels.AsSpan(row * shape.Width, shape.Width);
            var to = target.Slice(((channel * height) + y) * width, shape.Width);
            for (var x = 0; x < to.Length; x++)
                to[x] = table[from[x]];
        }
    }

    private LoadedImage Describe(Member member, int height, int width)
    {
        var (_, seenHeight, seenWidth) = member.Sample.Image.Shape;
        var objects = member.Sample.Objects;
        var boxes = new float[4 * objects.Length];
        var masks = _options.Masks ? new byte[objects.Length * height * width] : null;
        for (var i = 0; i < objects.Length; i++)
        {
            var box = objects[i].Box;
            (boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3]) = (
                (float)box.X,
                (float)box.Y,
                (float)box.Right,
                (float)box.Bottom
            );
            if (masks is not null)
                Pad(objects[i].Mask!.ToPixels(), seenWidth, masks.AsSpan(i * height * width, height * width), width);
        }
        return new LoadedImage(
            member.Index,
            seenHeight,
            seenWidth,
            member.Height,
            member.Width,
            member.Mirrored,
            boxes,
            [.. objects.Select(o => o.Category + 1L)],
            masks
        );
    }

    private static void Pad(ReadOnlySpan<byte> mask, int maskWidth, Span<byte> target, int width)
    {
        for (var y = 0; y * maskWidth < mask.Length; y++)
            mask.Slice(y * maskWidth, maskWidth).CopyTo(target[(y * width)..]);
    }

    private static int Up(int side) => (side + LoadedBatch.Divisor - 1) / LoadedBatch.Divisor * LoadedBatch.Divisor;

    /// <summary>One image of the batch that is being built; height and width are those in the set.</summary>
    private sealed record Member(int Index, int Height, int Width, bool Mirrored, DetectionSample Sample);
}
