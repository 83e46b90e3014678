using Nas.Model.Cost.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;

namespace Nas.Model.Execution;

/// <summary>What all work of one CR-NAS search on one device shares.</summary>
public sealed record CrNasContext(CrNasSettings Settings, ReallocationPhaseSpaces Spaces, DetectionSplits Data, torch.Device Device)
{
    public DetectorShape Shape { get; } = ReallocationPhaseSpaces.DetectorShapeOf(Settings);
}
