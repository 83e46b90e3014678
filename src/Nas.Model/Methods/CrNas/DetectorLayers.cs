using System.Collections.Immutable;
using Nas.Model.Arithmetic;
using Nas.Model.Methods.Shared;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas;

/// <summary>
/// The layers of a search's detectors by shape, each shape once. The networks are built without memory for their tensors.
/// </summary>
public static class DetectorLayers
{
    public static ImmutableArray<LayerShape> Of(CrNasContext context)
    {
        var weightless = context with { Device = META };
        using var allocations = SupernetDetector.Stages(weightless);
        // It need not be an allocation of the space.
        using var unmodified = SupernetDetector.Dilated(weightless, context.Spaces.Backbone.Blocks);
        return [.. LayerShapes.In(allocations.Detector).Concat(LayerShapes.In(unmodified.Detector)).Distinct()];
    }
}
