using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;

namespace Nas.Model.Methods.CrNas;

/// <summary>Objects that all work of one CR-NAS search on one device shares.</summary>
public sealed record CrNasContext(CrNasSettings Settings, ReallocationPhaseSpaces Spaces, DetectionSplits Data, torch.Device Device)
{
    /// <summary>
    /// Further devices of this process, which shards of minibatches are dealt to in turn; empty: all work is done on <see cref="Device"/>.
    /// </summary>
    public ImmutableArray<torch.Device> MoreDevices { get; init; } = [];

    public DetectorShape Shape { get; } = ReallocationPhaseSpaces.DetectorShapeOf(Settings);

    public torch.Device DeviceOf(int shard) => shard % (MoreDevices.Length + 1) is > 0 and var number ? MoreDevices[number - 1] : Device;

    /// <param name="devices">The first does all work but that of further shards.</param>
    /// <exception cref="UserException">The data, the backbone or the stages cannot be used.</exception>
    public static CrNasContext Open(CrNasSettings settings, ImmutableArray<torch.Device> devices)
    {
        if (!DetectionCatalog.OwnNames.Contains(settings.Data.Name))
            PluginRegistry.Require<IDetectionImageSet>("dataset", settings.Data.Name, settings.Plugins);
        if (settings.Pretraining.Data is { } classified && PluginRegistry.Find<IImageSet>(classified.Name) is { } plugin)
            PluginRegistry.RequireSame(plugin, settings.Plugins);
        var masks = ReallocationPhaseSpaces.DetectorShapeOf(settings).Kind == DetectorKind.MaskRcnn;
        return new CrNasContext(
            settings,
            new ReallocationPhaseSpaces(settings),
            DetectionCatalog.Open(settings.Data, settings.Seed, masks),
            devices[0]
        )
        {
            MoreDevices = devices[1..],
        };
    }
}
