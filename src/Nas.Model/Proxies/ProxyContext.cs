using Nas.Model.Data;
using Nas.Model.Settings;
using TorchSharp;

namespace Nas.Model.Proxies;

/// <summary>What a proxy works with, the same for every candidate of a search.</summary>
/// <param name="Data">Training images for statistics, validation images for scores; the test images are for the final report alone.</param>
/// <param name="Images">How the images are made ready.</param>
/// <param name="Seed">The search's: names random streams.</param>
public sealed record ProxyContext(ProxySettings Settings, DataSplits Data, DataSettings Images, long Seed, torch.Device Device);
