using Nas.Model.Randomness;
using Nas.Model.Settings;

namespace Nas.Model.Data;

/// <summary>Makes batch number t from (data, options, t), and from nothing else. Safe to use from several threads.</summary>
internal sealed class BatchBuilder
{
    private readonly IImageDataset _data;
    private readonly LoaderOptions _options;
    private readonly int _padding;
    private readonly bool _flip;

    /// <summary>The network's input for each channel and byte value; a padded pixel is a zero byte.</summary>
    private readonly float[] _normalised;

    /// <summary>Shuffled orders of the epochs; null: the set's own order is used.</summary>
    private readonly EpochOrders? _orders;

    public BatchBuilder(IImageDataset data, DataSplits splits, DataSettings settings, LoaderOptions options)
    {
        _data = data;
        _options = options;
        _orders = options.Shuffle ? new EpochOrders(options.Seed, options.Purpose, data.Count) : null;
        _padding = options.Augment ? settings.CropPadding : 0;
        _flip = options.Augment && settings.Flip;
        _normalised = new float[data.Shape.Channels * 256];
        for (var i = 0; i < _normalised.Length; i++)
        {
            var channel = i / 256;
            _normalised[i] = (float)((((i % 256) / 255.0) - splits.Mean[channel]) / splits.Deviation[channel]);
        }
        BatchesPerEpoch = options.Shuffle ? data.Count / options.Batch : (data.Count + options.Batch - 1) / options.Batch;
    }

    public int BatchesPerEpoch { get; }

    /// <param name="step">Number of the batch, from 0.</param>
    /// <param name="cancellation">Checked between images.</param>
    public Batch Build(int step, CancellationToken cancellation)
    {
        var (epoch, number) = Math.DivRem(step, BatchesPerEpoch);
        var order = _orders?.Of(epoch);
        var first = number * _options.Batch;
        var count = Math.Min(_options.Batch, _data.Count - first);
        var shape = _data.Shape;
        var pixels = GC.AllocateUninitializedArray<float>(count * shape.Size);
        var labels = new long[count];
        var image = new byte[shape.Size];
        // One stream for a batch, not for an image: naming a stream costs a hash.
        var random = _padding > 0 || _flip ? RandomStream.For(_options.Seed, _options.Purpose + "/augment", epoch, number) : null;
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var index = order is null ? first + i : order[first + i];
            labels[i] = _data.Label(index);
            _data.CopyPixels(index, image);
            var target = pixels.AsSpan(i * shape.Size, shape.Size);
            if (random is null)
            {
                Normalise(image, target);
            }
            else
            {
                var down = _padding > 0 ? random.Next((2 * _padding) + 1) - _padding : 0;
                var right = _padding > 0 ? random.Next((2 * _padding) + 1) - _padding : 0;
                NormaliseShifted(image, target, down, right, _flip && random.Next(2) == 1);
            }
        }
        return new Batch(pixels, labels, count, shape);
    }

    private void Normalise(ReadOnlySpan<byte> image, Span<float> target)
    {
        var plane = _data.Shape.Height * _data.Shape.Width;
        for (var c = 0; c < _data.Shape.Channels; c++)
        {
            var table = _normalised.AsSpan(c * 256, 256);
            var from = image.Slice(c * plane, plane);
            var to = target.Slice(c * plane, plane);
            for (var i = 0; i < to.Length; i++)
                to[i] = table[from[i]];
        }
    }

    /// <summary>The window of the image's own size, shifted over the padded image, and mirrored after that.</summary>
    private void NormaliseShifted(ReadOnlySpan<byte> image, Span<float> target, int down, int right, bool mirror)
    {
        var (channels, height, width) = _data.Shape;
        for (var c = 0; c < channels; c++)
        {
            var table = _normalised.AsSpan(c * 256, 256);
            for (var y = 0; y < height; y++)
            {
                var to = target.Slice(((c * height) + y) * width, width);
                to.Fill(table[0]);
                if (y + down < 0 || y + down >= height)
                    continue;
                var from = image.Slice(((c * height) + y + down) * width, width);
                var (start, end) = (Math.Max(0, -right), Math.Min(width, width - right));
                for (var x = start; x < end; x++)
                    to[x] = table[from[x + right]];
                if (mirror)
                    to.Reverse();
            }
        }
    }
}
