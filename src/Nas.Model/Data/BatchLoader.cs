namespace Nas.Model.Data;

/// <summary>One minibatch on the host: normalised pixels in image-channel-row-column order, and class numbers.</summary>
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

/// <summary>Minibatches by number: batch number t is a pure function of (data, options, t), so a resumed run needs only its step.</summary>
public sealed class BatchLoader : IDisposable
{
    public BatchLoader(IImageDataset data, DataSplits splits, Settings.DataSettings settings, LoaderOptions options) => throw new NotSupportedException();

    /// <summary>Batches of one pass over the set; the last one may be short without shuffling, and is left out with it.</summary>
    public int BatchesPerEpoch => throw new NotSupportedException();

    /// <summary>Batch number <paramref name="step"/> from 0; goes on through epochs. Asked for in rising order, it is ready when asked for.</summary>
    public Batch Get(int step) => throw new NotSupportedException();

    public void Dispose() { }
}
