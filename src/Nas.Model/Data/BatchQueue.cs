using System.Runtime.ExceptionServices;

namespace Nas.Model.Data;

/// <summary>
/// Makes batches ahead of the one asked for. After <c>Get(t)</c> background threads prepare t+1 to t+Prefetch; a batch nobody has begun
/// is made by the caller, so that <c>Get</c> never waits for a thread to wake up. One caller at a time.
/// </summary>
internal sealed class BatchQueue<T> : IDisposable
    where T : class
{
    /// <summary>
    /// Limit on the threads. More would only take time from the trainer: one keeps up with small images, and large ones take seconds to
    /// train on.
    /// </summary>
    private const int MostThreads = 4;

    private readonly Func<int, CancellationToken, T> _build;
    private readonly int _prefetch;
    private readonly object _gate = new();
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Batches begun or ready, by step; all in the window but those that the window has moved past.</summary>
    private readonly Dictionary<int, Slot> _slots = [];
    private Thread[] _threads = [];

    /// <summary>First step of the window that the threads work on.</summary>
    private int _next;

    /// <param name="build">Makes batch number t; called from several threads at once.</param>
    /// <param name="prefetch">Batches prepared ahead; 0: none.</param>
    public BatchQueue(Func<int, CancellationToken, T> build, int prefetch) => (_build, _prefetch) = (build, prefetch);

    /// <summary>
    /// Batch number <paramref name="step"/> from 0. Asked for in rising order, it is ready when asked for; what making it threw, this
    /// throws.
    /// </summary>
    public T Get(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Slot? slot;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            StartThreads();
            _slots.Remove(step, out slot);
            _next = step + 1;
            foreach (var outside in _slots.Keys.Where(s => s < _next || s >= _next + _prefetch).ToArray())
                _slots.Remove(outside);
            Monitor.PulseAll(_gate);
            while (slot is { IsDone: false })
            {
                Monitor.Wait(_gate);
                ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            }
        }
        slot?.Failure?.Throw();
        return slot?.Batch ?? _build(step, _disposed.Token);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested)
                return;
            _disposed.Cancel();
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in _threads)
            thread.Join();
        _disposed.Dispose();
    }

    private void StartThreads()
    {
        if (_threads.Length > 0)
            return;
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
            T? batch = null;
            ExceptionDispatchInfo? failure = null;
            try
            {
                batch = _build(step, _disposed.Token);
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
                    if (_slots.TryAdd(step, slot))
                        return (step, slot);
                }
                Monitor.Wait(_gate);
            }
            return null;
        }
    }

    private sealed class Slot
    {
        public T? Batch { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }

        public bool IsDone => Batch is not null || Failure is not null;
    }
}
