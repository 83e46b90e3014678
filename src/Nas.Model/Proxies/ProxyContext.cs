using Nas.Model.Data;
using Nas.Model.Settings;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <summary>Objects that a proxy works with, the same for every candidate of a search.</summary>
/// <param name="Data">Training images for statistics, validation images for scores; the test images are for the final report alone.</param>
/// <param name="Images">Settings by which the images are prepared.</param>
/// <param name="Seed">Seed of the search, which names random streams.</param>
public sealed record ProxyContext(ProxySettings Settings, DataSplits Data, DataSettings Images, long Seed, torch.Device Device);
