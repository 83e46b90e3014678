using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Cost.Detection;

/// <summary>
/// Cost of one part of a detector for one image. MAdds of layers that run on several levels or boxes are summed over them.
/// </summary>
public sealed record CostPart(string Name, ImmutableArray<Layer> Layers)
{
    public LayerCost Total => Layers.Aggregate(default(LayerCost), (sum, layer) => sum + layer.Cost);
}

/// <summary>Cost of a detector for one image: multiply-accumulates of convolutions and linear layers; RoIAlign is not counted.</summary>
public sealed record DetectorCost(ImmutableArray<CostPart> Parts)
{
    /// <summary>Name of the part that reallocation changes.</summary>
    public const string BackbonePart = "backbone";

    /// <summary>Number of boxes of an image that get a mask.</summary>
    public const int Masks = 100;

    public LayerCost Total => Parts.Aggregate(default(LayerCost), (sum, part) => sum + part.Total);

    /// <param name="height">Pixels of the input image.</param>
    /// <param name="width">Pixels of the input image.</param>
    /// <param name="proposals">Boxes that the box head looks at; without meaning for a detector of one stage.</param>
    public static DetectorCost Of(DetectorShape detector, IBackboneShape backbone, int height, int width, int proposals)
    {
        var body = new LayerList(3, height, width);
        var maps = backbone.Features(body);
        var (pyramid, levels) = PyramidCost.Of(detector, maps);
        List<CostPart> parts = [new(BackbonePart, body.Layers), new("fpn", pyramid)];
        if (detector.OneStage)
        {
            parts.Add(new CostPart("heads", HeadCost.RetinaNet(detector, levels)));
        }
        else
        {
            parts.Add(new CostPart("rpn", HeadCost.ProposalNetwork(detector, levels)));
            var heads = HeadCost.Boxes(detector, proposals);
            parts.Add(
                new CostPart("heads", detector.Kind == DetectorKind.MaskRcnn ? heads.AddRange(HeadCost.MaskHead(detector, Masks)) : heads)
            );
        }
        return new DetectorCost([.. parts]);
    }
}
