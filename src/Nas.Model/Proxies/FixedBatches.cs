using Nas.Model.Data;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <param name="Batch">Images of a minibatch.</param>
/// <param name="Purpose">Names the order of the images, where it is shuffled.</param>
public sealed record FixedBatchesOptions(int Batch, string Purpose)
{
    /// <summary>A seeded order instead of the set's own.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Number of minibatches; null: one pass over the set.</summary>
    public int? Count { get; init; }

    /// <summary>Bytes that are kept on the device between passes; minibatches beyond them are read again.</summary>
    public long CacheBytes { get; init; } = 1L << 30;
}

/// <summary>The same un-augmented minibatches in every pass: a function of (data, seed, options).</summary>
public sealed class FixedBatches : IDisposable
{
    private readonly BatchLoader _loader;
    private readonly KeptBatches<DeviceBatch> _batches;

    public FixedBatches(ProxyContext context, IImageDataset data, FixedBatchesOptions options)
    {
        _loader = new BatchLoader(
            data,
            context.Data,
            context.Images,
            new LoaderOptions
            {
                Batch = options.Batch,
                Seed = context.Seed,
                Purpose = options.Purpose,
                Augment = false,
                Shuffle = options.Shuffle,
                Prefetch = 2,
            }
        );
        _batches = new KeptBatches<DeviceBatch>(
            options.Count ?? _loader.BatchesPerEpoch,
            number => DeviceBatch.Of(_loader.Get(number), context.Device),
            batch => [batch.Images, batch.Labels],
            options.CacheBytes
        );
    }

    /// <summary>
    /// The validation images on which a sample is scored, in minibatches of <c>proxy.batch</c>: <c>proxy.images</c> of them, see
    /// <see cref="ProxyImages"/>.
    /// </summary>
    /// <param name="block">Number of the block, from 0: samples with the same block see the same images.</param>
    public static FixedBatches OfBlock(ProxyContext context, int block)
    {
        var validation = context.Data.Validation;
        var scored = new SubsetDataset(validation, ProxyImages.Of(validation.Count, context.Settings.Images, block, context.Seed));
        return new FixedBatches(context, scored, new FixedBatchesOptions(context.Settings.Batch, "proxy"));
    }

    /// <summary>Calls once for each minibatch with its number, in order, in a dispose scope of its own.</summary>
    public void ForEach(Action<int, DeviceBatch> action)
    {
        for (var i = 0; i < _batches.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            action(i, _batches[i]);
        }
    }

    public void Dispose()
    {
        _loader.Dispose();
        _batches.Dispose();
    }
}
