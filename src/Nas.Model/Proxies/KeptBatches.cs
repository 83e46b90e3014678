using System.Collections;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <summary>
/// Minibatches by number, made when asked for. They stay on the device while they fit into a limit of bytes; those beyond it belong to the
/// caller's dispose scope and are made again each time.
/// </summary>
/// <param name="load">Makes a minibatch in the caller's dispose scope.</param>
/// <param name="tensorsOf">All tensors of a minibatch.</param>
internal sealed class KeptBatches<T>(int count, Func<int, T> load, Func<T, IEnumerable<torch.Tensor>> tensorsOf, long limitBytes)
    : IReadOnlyList<T>,
        IDisposable
{
    private readonly Dictionary<int, T> _kept = [];
    private long _left = limitBytes;

    public int Count => count;

    public T this[int number]
    {
        get
        {
            if (_kept.TryGetValue(number, out var known))
                return known;
            var batch = load(number);
            var bytes = tensorsOf(batch).Sum(tensor => tensor.numel() * tensor.ElementSize);
            if (bytes > _left)
                return batch;
            _left -= bytes;
            foreach (var tensor in tensorsOf(batch))
                tensor.DetachFromDisposeScope();
            _kept.Add(number, batch);
            return batch;
        }
    }

    public IEnumerator<T> GetEnumerator() => Enumerable.Range(0, count).Select(number => this[number]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var batch in _kept.Values)
        {
            foreach (var tensor in tensorsOf(batch))
                tensor.Dispose();
        }
        _kept.Clear();
    }
}
