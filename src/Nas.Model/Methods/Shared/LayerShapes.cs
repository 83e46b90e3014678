using System.Collections.Immutable;
using Nas.Model.Arithmetic;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Detection;
using Nas.Model.Detection.Heads;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.Spaces.Topology;
using static TorchSharp.torch;

namespace Nas.Model.Methods.Shared;

/// <summary>The layers of networks by shape, each shape once. The networks are built without memory for their tensors.</summary>
public static class LayerShapes
{
    /// <summary>Widths of macro networks that stand for others: a search file may choose any width.</summary>
    private static readonly ImmutableArray<double> MacroWidths = [1, 0.5, 0.375, 0.25, 0.125, 0.1];

    /// <summary>Widths of detectors: the usual one, those of the search files for processors, and the least that settings allow.</summary>
    private static readonly ImmutableArray<int> DetectorWidths = [256, 64, 48, 8];

    /// <summary>The shapes of all presets of spaces, and of all detectors on every allocation of every backbone.</summary>
    public static ImmutableArray<LayerShape> Known() =>
        [
            .. TopologyPresets
                .All.Select(spec => (IImageSpace)new TopologySpace(spec))
                .Concat(MacroWidths.Select(width => new MacroSpace(width: width)))
                .SelectMany(space => Of(space))
                .Concat(OfDetectors())
                .Distinct(),
        ];

    /// <summary>The shapes of every network of a space.</summary>
    public static ImmutableArray<LayerShape> Of(IImageSpace space)
    {
        using var network = PathNetwork.Supernet(space, META, running: false);
        return [.. In(network).Distinct()];
    }

    private static IEnumerable<LayerShape> OfDetectors()
    {
        DetectorShape[] detectors =
        [
            .. DetectorShape.Names.SelectMany(name => DetectorWidths.Select(width => DetectorShape.Find(name) with { Width = width })),
        ];
        foreach (var backbone in BackboneShapes.Names)
        {
            using var allocations = new StageSupernet(StageOptions.Of(backbone).Open(backbone), new NormOptions(), META);
            foreach (var shape in In(allocations))
                yield return shape;
            foreach (var detector in detectors)
            {
                using var pyramid = new FeaturePyramid(detector, allocations.Channels, META);
                foreach (var shape in In(pyramid))
                    yield return shape;
            }
        }
        // The layers on a pyramid do not depend on the backbone under it.
        foreach (var detector in detectors)
        {
            using var network = Detector.Create(
                detector,
                new DetectorOptions(),
                Backbone.Create(BackboneShapes.Find("resnet_small"), new BackboneOptions(), META),
                META
            );
            foreach (var shape in In(network))
                yield return shape;
        }
    }

    /// <summary>The shapes of the layers in a network.</summary>
    public static IEnumerable<LayerShape> In(nn.Module network) =>
        network.modules().Select(ShapeOf).OfType<LayerShape>().Concat(network.modules().OfType<Block>().SelectMany(Dilated));

    /// <summary>The shapes of a block's layers at every dilation, which an architecture chooses in a backbone's blocks.</summary>
    private static IEnumerable<LayerShape> Dilated(Block block) =>
        from shape in block.modules().Select(ShapeOf).OfType<LayerShape>()
        where shape.Spec.Kernel > 1
        from choice in Enumerable.Range(0, DilationSpace.Options)
        select shape with
        {
            Dilation = DilationSpace.DilationOf(choice),
        };

    private static LayerShape? ShapeOf(nn.Module module) =>
        module switch
        {
            ConvNorm layer => new LayerShape(layer.Spec),
            ConvLayer layer => new LayerShape(layer.Spec, Bias: layer.HasBias),
            DoublingLayer layer => new LayerShape(new ConvSpec(layer.Channels, layer.Channels, 2, 2, 1), Bias: true, Transposed: true),
            _ => null,
        };
}
