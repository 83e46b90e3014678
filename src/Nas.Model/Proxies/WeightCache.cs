using Nas.Model.Networks;
using Nas.Model.Spaces.Topology;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <summary>Supernets filled with the weights last used, by content hash, within a limit of bytes (but always at least one).</summary>
public sealed class WeightCache(TopologySpace space, torch.Device device, long limitBytes) : IDisposable
{
    /// <summary>Least recently used first.</summary>
    private readonly LinkedList<(string Id, TopologyNetwork Network)> _networks = [];

    public int Count => _networks.Count;

    /// <summary>A supernet with running statistics; the cache owns it.</summary>
    /// <exception cref="DamagedFileException">The file cannot be used.</exception>
    public TopologyNetwork Get(string weightsId, string path)
    {
        for (var node = _networks.First; node is not null; node = node.Next)
        {
            if (node.Value.Id != weightsId) continue;
            _networks.Remove(node);
            _networks.AddLast(node);
            return node.Value.Network;
        }
        var network = TopologyNetwork.Supernet(space, device, running: true);
        try
        {
            WeightsFile.Read(path, network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        var bytes = network.Parameters.Sum(parameter => parameter.Value.numel()) * sizeof(float);
        while (_networks.Count > 0 && (_networks.Count + 1) * bytes > limitBytes)
        {
            _networks.First!.Value.Network.Dispose();
            _networks.RemoveFirst();
        }
        _networks.AddLast((weightsId, network));
        return network;
    }

    public void Dispose()
    {
        foreach (var (_, network) in _networks) network.Dispose();
        _networks.Clear();
    }
}
