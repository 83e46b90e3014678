using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Detection.Boxes;
using Nas.Model.Detection.Heads;
using Nas.Model.Detection.Losses;
using Nas.Model.Detection.Matching;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Detection;

/// <summary>RetinaNet (Lin et al., 2017, focal loss): classes and boxes of every anchor at once.</summary>
internal sealed class RetinaNet : Detector
{
    private const double Deviation = 0.01,
        Beta = 1.0 / 9,
        LeastSide = 1e-2;

    /// <summary>
    /// Probability of an object that the classes start with, so that the many easy negatives do not swamp the first steps.
    /// </summary>
    private const double Prior = 0.01;

    private static readonly Scalar Present = 1f,
        Ignored = Matcher.Ignored;

    private static readonly Matcher Matching = new(0.4, 0.5, KeepBest: true);

    private readonly DetectorOptions _options;
    private readonly AnchorGrid _grid;
    private readonly ImmutableArray<ConvLayer> _classes,
        _boxes;

    public RetinaNet(DetectorShape shape, DetectorOptions options, IStagedNetwork backbone, Device device)
        : base(nameof(RetinaNet), shape, backbone, device)
    {
        _options = options;
        _grid = new AnchorGrid(options.FinestAnchor, shape.Anchors / 3);
        ImmutableArray<ConvLayer> Tower(string name, string last, int output, StartValue bias)
        {
            ConvLayer Layer(string path, int channels, StartValue start) =>
                this.At(
                    $"head.{name}.{path}",
                    new ConvLayer(new ConvSpec(shape.Width, channels, 3, 1, 1), device, StartValue.Normal(Deviation), start)
                );
            return
            [
                .. Enumerable.Range(0, shape.HeadDepth).Select(i => Layer($"conv.{i}.0", shape.Width, StartValue.Zero)),
                Layer(last, output, bias),
            ];
        }
        _classes = Tower(
            "classification_head",
            "cls_logits",
            shape.Anchors * (shape.Classes - 1),
            StartValue.Constant(-Math.Log((1 - Prior) / Prior))
        );
        _boxes = Tower("regression_head", "bbox_reg", shape.Anchors * 4, StartValue.Zero);
    }

    protected override IEnumerable<NamedTensor> LossesOf(ImmutableArray<Tensor> levels, DetectionBatch batch, RandomStream random)
    {
        var anchors = _grid.Of(levels, batch.Images);
        var logits = cat([.. levels.Select(level => LevelOutput.PerAnchor(Through(_classes, level), Shape.Classes - 1))], 1);
        var codes = cat([.. levels.Select(level => LevelOutput.PerAnchor(Through(_boxes, level), 4))], 1);
        var (classes, boxes, objects) = (zeros(1, device: anchors.device), zeros(1, device: anchors.device), 0L);
        foreach (var (image, target) in batch.Targets.Index())
        {
            var match = Matching.Match(target.Boxes, anchors);
            var positives = match.ge(Scalars.Zero).nonzero().view(-1);
            var wanted = zeros_like(logits[image]);
            if (positives.shape[0] > 0)
            {
                var matched = match.index_select(0, positives);
                wanted.index_put_(Present, positives, target.Labels.index_select(0, matched).sub(Scalars.One));
                boxes = boxes.add(
                    DetectionLosses.SmoothL1(
                        codes[image].index_select(0, positives),
                        BoxCoder.Anchors.Encode(target.Boxes.index_select(0, matched), anchors.index_select(0, positives)),
                        Beta
                    ),
                    Scalars.One
                );
            }
            var counted = match.ne(Ignored).nonzero().view(-1);
            classes = classes.add(
                DetectionLosses.Focal(logits[image].index_select(0, counted), wanted.index_select(0, counted)),
                Scalars.One
            );
            objects += positives.shape[0];
        }
        using Scalar count = Math.Max(1, objects);
        return [new("classes", classes.div(count).squeeze()), new("boxes", boxes.div(count).squeeze())];
    }

    protected override IEnumerable<Detections> DetectIn(ImmutableArray<Tensor> levels, Tensor images, ImmutableArray<ImageSize> sizes)
    {
        var scores = levels.Select(level => LevelOutput.PerAnchor(Through(_classes, level), Shape.Classes - 1).sigmoid_()).ToArray();
        var codes = levels.Select(level => LevelOutput.PerAnchor(Through(_boxes, level), 4)).ToArray();
        var anchors = _grid.Of(levels, images).split([.. codes.Select(level => level.shape[1])]);
        return sizes
            .Select(
                (size, image) => Detect([.. scores.Select(level => level[image])], [.. codes.Select(level => level[image])], anchors, size)
            )
            .ToList();
    }

    private Detections Detect(ImmutableArray<Tensor> scores, ImmutableArray<Tensor> codes, Tensor[] anchors, ImageSize size)
    {
        using var scope = NewDisposeScope();
        using Scalar least = _options.LeastScore;
        using Scalar classes = Shape.Classes - 1;
        var (boxes, best, labels) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var level = 0; level < scores.Length; level++)
        {
            var all = scores[level].reshape(-1);
            var good = all.gt(least).nonzero().view(-1);
            var (values, order) = all.index_select(0, good).topk((int)Math.Min(_options.AnchorsPerLevel, good.shape[0]));
            var chosen = good.index_select(0, order);
            var places = chosen.floor_divide(classes);
            boxes.Add(BoxCoder.Anchors.Decode(codes[level].index_select(0, places), anchors[level].index_select(0, places)));
            best.Add(values);
            labels.Add(chosen.remainder(classes).add(Scalars.One, Scalars.One));
        }
        return DetectionFilter.Best(
            BoxGeometry.Clip(cat([.. boxes]), size.Height, size.Width),
            cat([.. best]),
            cat([.. labels]),
            LeastSide,
            _options
        );
    }

    private static Tensor Through(ImmutableArray<ConvLayer> tower, Tensor level)
    {
        using var scope = NewDisposeScope();
        var hidden = level;
        foreach (var layer in tower[..^1])
            hidden = layer.call(hidden).relu_();
        return tower[^1].call(hidden).MoveToOuterDisposeScope();
    }
}
