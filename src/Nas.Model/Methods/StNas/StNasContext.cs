using Nas.Model.Data;
using Nas.Model.Proxies;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.Methods.StNas;

/// <summary>Objects that all work of one search on one device shares.</summary>
/// <param name="Paths">The architectures inside the constraint.</param>
public sealed record StNasContext(StNasSettings Settings, IImageSpace Space, ConstrainedSpace Paths, DataSplits Data, torch.Device Device)
{
    /// <summary>The part of it that a proxy works with.</summary>
    public ProxyContext ForProxy() => new(Settings.Proxy, Data, Settings.Data, Settings.Seed, Device);
}
