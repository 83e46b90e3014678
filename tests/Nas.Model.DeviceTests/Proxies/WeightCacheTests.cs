using Nas.Model.DeviceTests.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Proxies;
using TorchSharp;

namespace Nas.Model.DeviceTests.Proxies;

public sealed class WeightCacheTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly Nas.Model.Methods.StNas.StNasContext _context = SmallSearch.Context();
    private readonly long _bytes;

    public WeightCacheTests()
    {
        using var network = PathNetwork.Supernet(_context.Space, torch.CPU, running: false);
        LayerState.Fill(network.Tensors, seed: 1, run: 0);
        WeightsFile.Write(_path, network);
        _bytes = network.Parameters.Sum(parameter => parameter.Value.numel()) * sizeof(float);
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_least_recently_used_weights_leave_first()
    {
        using var cache = Cache((2 * _bytes) + 1);
        var (a, b) = (Get(cache, "a"), Get(cache, "b"));
        Assert.Same(a, Get(cache, "a"));
        Get(cache, "c");
        Assert.Equal(2, cache.Count);
        Assert.Same(a, Get(cache, "a"));
        Assert.NotSame(b, Get(cache, "b"));
    }

    [Fact]
    public void One_set_of_weights_is_kept_whatever_the_limit()
    {
        using var cache = Cache(limitBytes: 1);
        Assert.Same(Get(cache, "a"), Get(cache, "a"));
        Get(cache, "b");
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void A_damaged_file_is_refused_and_not_kept()
    {
        File.WriteAllBytes(_path, File.ReadAllBytes(_path)[..^4]);
        using var cache = Cache(limitBytes: 1 << 30);
        Assert.Throws<DamagedFileException>(() => Get(cache, "a"));
        Assert.Equal(0, cache.Count);
    }

    private static WeightCache<PathNetwork> Cache(long limitBytes) =>
        new(limitBytes, network => network.Parameters.Sum(parameter => parameter.Value.numel()) * sizeof(float));

    private PathNetwork Get(WeightCache<PathNetwork> cache, string id) =>
        cache.Get(id, () => PathNetwork.Supernet(_context.Space, torch.CPU, running: true), network => WeightsFile.Read(_path, network));
}
