using Nas.Model.Randomness;

namespace Nas.Model.Data;

/// <summary>A new order of a set for every epoch: a pure function of (seed, purpose, epoch). Safe to use from several threads.</summary>
internal sealed class EpochOrders(long seed, string purpose, int count)
{
    /// <summary>The one asked for last: steps come epoch after epoch.</summary>
    private volatile Epoch? _last;

    public int[] Of(int epoch)
    {
        var last = _last;
        if (last?.Number == epoch)
            return last.Indices;
        var indices = Enumerable.Range(0, count).ToArray();
        RandomStream.For(seed, purpose + "/order", epoch).Shuffle(indices.AsSpan());
        _last = new Epoch(epoch, indices);
        return indices;
    }

    private sealed record Epoch(int Number, int[] Indices);
}
