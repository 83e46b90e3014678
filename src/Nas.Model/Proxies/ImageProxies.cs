using Nas.Model.Plugins;

namespace Nas.Model.Proxies;

/// <summary>The proxies of classified images, a line each.</summary>
public static class ImageProxies
{
    public static ProxyCatalog<IProxy> Catalog { get; } =
        new(ProxyKind.Of<IProxy, NoOptions>("shared-weights", _ => new SharedWeightProxy()));
}
