using Nas.Model.Settings;

namespace Nas.Model.Data;

/// <summary>One minibatch on the host: normalised pixels in image-channel-row-column order, and class numbers. Owns its arrays.</summary>
public sealed record Batch(float[] Pixels, long[] Labels, int Count, ImageShape Shape);

public sealed record LoaderOptions
{
    public required int Batch { get; init; }

    public required long Seed { get; init; }

    /// <summary>Names the streams: loaders with different purposes draw different orders.</summary>
    public required string Purpose { get; init; }

    /// <summary>Random crop and mirror as the data settings say; off for scoring.</summary>
    public bool Augment { get; init; }

    /// <summary>New order in every epoch; off: the set's own order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Batches prepared ahead of the one asked for, on other threads.</summary>
    public int Prefetch { get; init; } = 4;
}

/// <summary>
/// Minibatches by number: batch number t is a pure function of (data, options, t), so a resumed run needs only its step. Batches are
/// made ahead of the trainer by <see cref="BatchQueue{T}"/>. One caller at a time.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly BatchBuilder _builder;
    private readonly BatchQueue<Batch> _queue;

    /// <exception cref="UserException">The set is empty, or shuffled and smaller than one batch.</exception>
    public BatchLoader(IImageDataset data, DataSplits splits, DataSettings settings, LoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Batch, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Prefetch, nameof(options));
        _builder = new BatchBuilder(data, splits, settings, options);
        if (_builder.BatchesPerEpoch == 0)
        {
            throw new UserException(
                $"the {data.Count} images that {data.Name} leaves for {options.Purpose} do not fill one batch of {options.Batch}: "
                    + "lower data.validation or the batch"
            );
        }
        _queue = new BatchQueue<Batch>(_builder.Build, options.Prefetch);
    }

    /// <summary>Batches of one pass over the set; the last one may be short without shuffling, and is left out with it.</summary>
    public int BatchesPerEpoch => _builder.BatchesPerEpoch;

    /// <summary>
    /// Batch number <paramref name="step"/> from 0, on through epochs. Asked for in rising order, it is ready when asked for.
    /// </summary>
    /// <exception cref="DamagedFileException">An image of the batch cannot be read.</exception>
    public Batch Get(int step) => _queue.Get(step);

    public void Dispose() => _queue.Dispose();
}
