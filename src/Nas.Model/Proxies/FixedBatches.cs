using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Training;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <param name="Batch">Images of a minibatch.</param>
/// <param name="Purpose">Names the order of the images, where it is shuffled.</param>
public sealed record FixedBatchesOptions(int Batch, string Purpose)
{
    /// <summary>A seeded order instead of the set's own.</summary>
    public bool Shuffle { get; init; }

    /// <summary>How many minibatches; null: one pass over the set.</summary>
    public int? Count { get; init; }

    /// <summary>What is kept on the device between passes; minibatches beyond it are read again.</summary>
    public long CacheBytes { get; init; } = 1L << 30;
}

/// <summary>The same un-augmented minibatches in every pass: a function of (data, seed, options).</summary>
public sealed class FixedBatches : IDisposable
{
    private readonly BatchLoader _loader;
    private readonly torch.Device _device;
    private readonly int _count;
    private readonly List<DeviceBatch> _cache = [];
    private long _cacheBytesLeft;

    public FixedBatches(RunContext context, IImageDataset data, FixedBatchesOptions options)
    {
        _loader = new BatchLoader(data, context.Data, context.Settings.Data, new LoaderOptions
        {
            Batch = options.Batch,
            Seed = context.Settings.Seed,
            Purpose = options.Purpose,
            Augment = false,
            Shuffle = options.Shuffle,
            Prefetch = 2,
        });
        (_device, _count, _cacheBytesLeft) = (context.Device, options.Count ?? _loader.BatchesPerEpoch, options.CacheBytes);
    }

    /// <summary>Calls once for each minibatch with its number, in order, in a dispose scope of its own.</summary>
    public void ForEach(Action<int, DeviceBatch> action)
    {
        for (var i = 0; i < _count; i++)
        {
            using var scope = torch.NewDisposeScope();
            action(i, i < _cache.Count ? _cache[i] : Load(i));
        }
    }

    public void Dispose()
    {
        _loader.Dispose();
        foreach (var (images, labels) in _cache)
        {
            images.Dispose();
            labels.Dispose();
        }
    }

    private DeviceBatch Load(int number)
    {
        var batch = DeviceBatch.Of(_loader.Get(number), _device);
        var bytes = batch.Images.numel() * sizeof(float);
        if (number != _cache.Count || bytes > _cacheBytesLeft) return batch;
        _cacheBytesLeft -= bytes;
        batch.Images.DetachFromDisposeScope();
        batch.Labels.DetachFromDisposeScope();
        _cache.Add(batch);
        return batch;
    }
}
