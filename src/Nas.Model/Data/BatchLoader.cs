using System.Runtime.ExceptionServices;
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
/// Minibatches by number: batch number t is a pure function of (data, options, t), so a resumed run needs only its step. After
/// <c>Get(t)</c> background threads prepare t+1 to t+Prefetch; a batch nobody has begun is made by the caller, so that <c>Get</c> never
/// waits for a thread to wake up. One caller at a time.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    /// <summary>More would only crowd out the trainer: one keeps up with small images, and large ones take seconds to train on.</summary>
    private const int MostThreads = 4;

    private readonly BatchBuilder _builder;
    private readonly int _prefetch;
    private readonly object _gate = new();
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Batches begun or ready, by step; all in the window but those that the window has moved past.</summary>
    private readonly Dictionary<int, Slot> _slots = [];
    private Thread[] _threads = [];

    /// <summary>First step of the window that the threads work on.</summary>
    private int _next;

    /// <exception cref="UserException">The set is empty, or shuffled and smaller than one batch.</exception>
    public BatchLoader(IImageDataset data, DataSplits splits, DataSettings settings, LoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Batch, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Prefetch, nameof(options));
        _builder = new BatchBuilder(data, splits, settings, options);
        _prefetch = options.Prefetch;
        if (_builder.BatchesPerEpoch == 0)
        {
            throw new UserException(
                $"the {data.Count} images that {data.Name} leaves for {options.Purpose} do not fill one batch of {options.Batch}: "
                + "lower data.validation or the batch");
        }
    }

    /// <summary>Batches of one pass over the set; the last one may be short without shuffling, and is left out with it.</summary>
    public int BatchesPerEpoch => _builder.BatchesPerEpoch;

    /// <summary>Batch number <paramref name="step"/> from 0, on through epochs. Asked for in rising order, it is ready when asked for.</summary>
    /// <exception cref="DamagedFileException">An image of the batch cannot be read.</exception>
    public Batch Get(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Slot? slot;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            StartThreads();
            _slots.Remove(step, out slot);
            _next = step + 1;
            foreach (var outside in _slots.Keys.Where(s => s < _next || s >= _next + _prefetch).ToArray()) _slots.Remove(outside);
            Monitor.PulseAll(_gate);
            while (slot is { IsDone: false })
            {
                Monitor.Wait(_gate);
                ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            }
        }
        slot?.Failure?.Throw();
        return slot?.Batch ?? _builder.Build(step, _disposed.Token);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested) return;
            _disposed.Cancel();
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in _threads) thread.Join();
        _disposed.Dispose();
    }

    private void StartThreads()
    {
        if (_threads.Length > 0) return;
        _threads = new Thread[Math.Min(_prefetch, Math.Clamp(Environment.ProcessorCount - 1, 1, MostThreads))];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"batches-{i}" };
            _threads[i].Start();
        }
    }

    private void Work()
    {
        while (Claim() is var (step, slot))
        {
            Batch? batch = null;
            ExceptionDispatchInfo? failure = null;
            try
            {
                batch = _builder.Build(step, _disposed.Token);
            }
            catch (Exception e)
            {
                // Reaches the caller from Get(step), on its own thread.
                failure = ExceptionDispatchInfo.Capture(e);
            }
            lock (_gate)
            {
                slot.Batch = batch;
                slot.Failure = failure;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits for a step of the window that nobody has begun; null: disposed.</summary>
    private (int Step, Slot Slot)? Claim()
    {
        lock (_gate)
        {
            while (!_disposed.IsCancellationRequested)
            {
                for (var step = _next; step < _next + _prefetch; step++)
                {
                    var slot = new Slot();
                    if (_slots.TryAdd(step, slot)) return (step, slot);
                }
                Monitor.Wait(_gate);
            }
            return null;
        }
    }

    private sealed class Slot
    {
        public Batch? Batch { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }

        public bool IsDone => Batch is not null || Failure is not null;
    }
}
