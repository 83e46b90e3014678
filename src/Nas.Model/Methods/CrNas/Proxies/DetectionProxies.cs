using Nas.Model.Plugins;
using Nas.Model.Proxies;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>The proxies of detectors, a line each.</summary>
public static class DetectionProxies
{
    public static ProxyCatalog<IDetectionProxy> Catalog { get; } =
        new(ProxyKind.Of<IDetectionProxy, NoOptions>("shared-weights", _ => new DetectionProxy()));
}
