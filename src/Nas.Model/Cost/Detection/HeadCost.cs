using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Cost.Detection;

/// <summary>
/// Cost of the layers on top of the pyramid. Layers are shared by all levels or boxes: each is listed once, with the work of all of them.
/// </summary>
internal static class HeadCost
{
    private const int Coordinates = 4;

    public static ImmutableArray<Layer> ProposalNetwork(DetectorShape detector, ImmutableArray<MapShape> levels) =>
        OnLevels(
            levels,
            level =>
                level
                    .Convolution("head.conv.0.0", detector.Width, 3, bias: true)
                    .Append(level.Branch().Convolution("head.cls_logits", detector.Anchors, 1, bias: true))
                    .Append(level.Branch().Convolution("head.bbox_pred", detector.Anchors * Coordinates, 1, bias: true))
        );

    /// <summary>Two branches of equal convolutions: one tells classes without the background, one boxes.</summary>
    public static ImmutableArray<Layer> RetinaNet(DetectorShape detector, ImmutableArray<MapShape> levels) =>
        [
            .. OnLevels(
                levels,
                level =>
                    Tower(level, detector, "classification_head")
                        .Convolution("classification_head.cls_logits", detector.Anchors * (detector.Classes - 1), 3, bias: true)
            ),
            .. OnLevels(
                levels,
                level =>
                    Tower(level, detector, "regression_head")
                        .Convolution("regression_head.bbox_reg", detector.Anchors * Coordinates, 3, bias: true)
            ),
        ];

    public static ImmutableArray<Layer> Boxes(DetectorShape detector, int proposals) =>
        [
            Linear("box_head.fc6", detector.Width * detector.BoxSide * detector.BoxSide, detector.HeadWidth, proposals),
            Linear("box_head.fc7", detector.HeadWidth, detector.HeadWidth, proposals),
            Linear("box_predictor.cls_score", detector.HeadWidth, detector.Classes, proposals),
            Linear("box_predictor.bbox_pred", detector.HeadWidth, detector.Classes * Coordinates, proposals),
        ];

    public static ImmutableArray<Layer> MaskHead(DetectorShape detector, int boxes)
    {
        var side = detector.MaskSide;
        var layers = new LayerList(detector.Width, side, side);
        for (var i = 0; i < detector.HeadDepth; i++)
            layers.Convolution($"mask_head.{i}.0", detector.Width, 3, bias: true);
        // A transposed convolution multiplies each input pixel with its whole 2x2 kernel.
        var doubled = LayerCost.Convolution(detector.Width, detector.Width, 2, side, side, bias: true);
        var predictor = new LayerList(detector.Width, 2 * side, 2 * side).Convolution(
            "mask_predictor.mask_fcn_logits",
            detector.Classes,
            1,
            bias: true
        );
        return
        [
            .. layers
                .Layers.Add(new Layer("mask_predictor.conv5_mask", LayerKind.Convolution, detector.Width, 2 * side, 2 * side, doubled))
                .AddRange(predictor.Layers)
                .Select(layer => Times(layer, boxes)),
        ];
    }

    private static LayerList Tower(LayerList level, DetectorShape detector, string name)
    {
        for (var i = 0; i < detector.HeadDepth; i++)
            level.Convolution($"{name}.conv.{i}.0", detector.Width, 3, bias: true);
        return level;
    }

    private static ImmutableArray<Layer> OnLevels(ImmutableArray<MapShape> levels, Func<LayerList, LayerList> head)
    {
        var onEach = levels.Select(level => head(new LayerList(level.Channels, level.Height, level.Width)).Layers).ToArray();
        return
        [
            .. onEach[0]
                .Select(
                    (layer, index) =>
                        layer with
                        {
                            Cost = new LayerCost(onEach.Sum(layers => layers[index].Cost.MAdds), layer.Cost.Parameters),
                        }
                ),
        ];
    }

    private static Layer Linear(string name, int input, int output, int rows) =>
        Times(new Layer(name, LayerKind.Linear, output, 1, 1, LayerCost.Linear(input, output)), rows);

    private static Layer Times(Layer layer, int count) =>
        layer with
        {
            Cost = new LayerCost(layer.Cost.MAdds * count, layer.Cost.Parameters),
        };
}
