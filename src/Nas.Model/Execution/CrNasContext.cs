using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;

namespace Nas.Model.Execution;

/// <summary>What all work of one CR-NAS search on one device shares.</summary>
public sealed record CrNasContext(CrNasSettings Settings, ReallocationPhaseSpaces Spaces, DetectionSplits Data, torch.Device Device)
{
    /// <summary>Further devices of this process, which shards of minibatches are dealt to in turn; empty: all work is done on <see cref="Device"/>.</summary>
    public ImmutableArray<torch.Device> MoreDevices { get; init; } = [];

    public DetectorShape Shape { get; } = ReallocationPhaseSpaces.DetectorShapeOf(Settings);

    public torch.Device DeviceOf(int shard) => shard % (MoreDevices.Length + 1) is > 0 and var number ? MoreDevices[number - 1] : Device;
}
