namespace Nas.Model.Proxies;

/// <summary>Networks filled with the weights last used, by content hash, within a limit of bytes (but always at least one).</summary>
/// <param name="bytesOf">Size of a network's weights.</param>
public sealed class WeightCache<TNetwork>(long limitBytes, Func<TNetwork, long> bytesOf) : IDisposable
    where TNetwork : class, IDisposable
{
    /// <summary>Cached networks, the least recently used first.</summary>
    private readonly LinkedList<(string Id, TNetwork Network, long Bytes)> _networks = [];

    public int Count => _networks.Count;

    /// <summary>A network with these weights; the cache owns it.</summary>
    /// <param name="weightsId">Names the network and its weights.</param>
    /// <param name="create">An uninitialised network.</param>
    /// <param name="fill">Fills it; where it throws, the network is disposed of and not kept.</param>
    public TNetwork Get(string weightsId, Func<TNetwork> create, Action<TNetwork> fill)
    {
        for (var node = _networks.First; node is not null; node = node.Next)
        {
            if (node.Value.Id != weightsId)
                continue;
            _networks.Remove(node);
            _networks.AddLast(node);
            return node.Value.Network;
        }
        var network = create();
        try
        {
            fill(network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        var bytes = bytesOf(network);
        while (_networks.First is { } oldest && _networks.Sum(kept => kept.Bytes) + bytes > limitBytes)
        {
            oldest.Value.Network.Dispose();
            _networks.RemoveFirst();
        }
        _networks.AddLast((weightsId, network, bytes));
        return network;
    }

    public void Dispose()
    {
        foreach (var (_, network, _) in _networks)
            network.Dispose();
        _networks.Clear();
    }
}
