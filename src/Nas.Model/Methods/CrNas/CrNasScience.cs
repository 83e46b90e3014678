using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Methods.Shared;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.Methods.CrNas;

/// <summary>Computation reallocation for object detection.</summary>
public sealed class CrNasScience() : MethodScience<CrNasSettings>(CrNasSettings.MethodName)
{
    public override IEnumerable<string> Proxies => DetectionProxies.Catalog.Own.Select(kind => kind.Name);

    protected override IPhaseSpaces Spaces(CrNasSettings settings) => new ReallocationPhaseSpaces(settings);

    protected override ISearchRuntime Open(CrNasSettings settings, RuntimeMeans means)
    {
        var devices = DevicesOf(settings, means.Warn);
        return new CrNasRuntime(
            settings,
            own =>
            {
                var context = CrNasContext.Open(own, devices);
                means.Layers.Require(DetectorLayers.Of(context), context.Device);
                return context;
            }
        );
    }

    private static ImmutableArray<torch.Device> DevicesOf(CrNasSettings settings, Action<string> warn)
    {
        var (first, shards) = (TensorDevice.Open(settings.Devices), settings.Detector.Shards);
        if (first.type != DeviceType.CUDA || shards == 1)
            return [first];
        var found = torch.cuda.device_count();
        if (found < shards)
            warn(
                $"detector.shards is {shards}, and this process has {found} CUDA devices: shards share them, which is slower and changes no result."
            );
        return [first, .. Enumerable.Range(1, Math.Min(found, shards) - 1).Select(index => new torch.Device(DeviceType.CUDA, index))];
    }
}
