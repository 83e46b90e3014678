using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Detection.Boxes;
using Nas.Model.Detection.Losses;
using Nas.Model.Detection.Matching;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Detection.Heads;

/// <summary>Boxes to train heads on: of each image some, those with objects first.</summary>
/// <param name="Boxes">Boxes of each image (boxes x 4).</param>
/// <param name="Labels">Classes of each image's boxes.</param>
/// <param name="Objects">Numbers of the objects of each image's boxes; 0 where a box has none.</param>
internal sealed record SampledBoxes(ImmutableArray<Tensor> Boxes, ImmutableArray<Tensor> Labels, ImmutableArray<Tensor> Objects);

/// <summary>Classes and boxes of proposals from two fully connected layers (Girshick, 2015); tensors have torchvision's names.</summary>
internal sealed class BoxHead : nn.Module<Tensor, (Tensor Logits, Tensor Codes)>
{
    private const double Beta = 1.0 / 9,
        PositiveShare = 0.25,
        LeastSide = 1e-2;

    private static readonly Matcher Matching = new(0.5, 0.5, KeepBest: false);

    private readonly DetectorShape _shape;
    private readonly DetectorOptions _options;
    private readonly LinearLayer _first,
        _second,
        _logits,
        _codes;

    public BoxHead(DetectorShape shape, DetectorOptions options, Device device)
        : base(nameof(BoxHead))
    {
        (_shape, _options) = (shape, options);
        var input = shape.Width * shape.BoxSide * shape.BoxSide;
        _first = this.At("box_head.fc6", new LinearLayer(input, shape.HeadWidth, StartValue.He(input), device));
        _second = this.At("box_head.fc7", new LinearLayer(shape.HeadWidth, shape.HeadWidth, StartValue.He(shape.HeadWidth), device));
        _logits = this.At("box_predictor.cls_score", new LinearLayer(shape.HeadWidth, shape.Classes, StartValue.Normal(0.01), device));
        _codes = this.At("box_predictor.bbox_pred", new LinearLayer(shape.HeadWidth, shape.Classes * 4, StartValue.Normal(0.001), device));
    }

    /// <summary>Boxes x channels x side x side to logits (boxes x classes) and codes (boxes x classes x 4).</summary>
    public override (Tensor Logits, Tensor Codes) forward(Tensor read)
    {
        using var scope = NewDisposeScope();
        var hidden = _second.call(_first.call(read.flatten(1)).relu_()).relu_();
        return (_logits.call(hidden).MoveToOuterDisposeScope(), _codes.call(hidden).view(-1, _shape.Classes, 4).MoveToOuterDisposeScope());
    }

    /// <summary>Draws boxes to train on from the proposals and the objects themselves.</summary>
    public SampledBoxes Sample(ImmutableArray<Tensor> proposals, ImmutableArray<ImageTargets> targets, RandomStream random)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var sampler = new BalancedSampler(_options.SampledBoxes, PositiveShare);
        var (boxes, labels, objects) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var (image, target) in targets.Index())
        {
            var candidates = cat([proposals[image], target.Boxes]);
            var match = Matching.Match(target.Boxes, candidates);
            var matched = match.clamp(min: Scalars.Zero);
            var classes =
                target.Labels.shape[0] == 0 ? zeros_like(match) : target.Labels.index_select(0, matched).mul_(match.ge(Scalars.Zero));
            var chosen = sampler.Choose(classes, random);
            boxes.Add(candidates.index_select(0, chosen).MoveToOuterDisposeScope());
            labels.Add(classes.index_select(0, chosen).MoveToOuterDisposeScope());
            objects.Add(matched.index_select(0, chosen).MoveToOuterDisposeScope());
        }
        return new SampledBoxes([.. boxes], [.. labels], [.. objects]);
    }

    /// <summary>
    /// Mean over the sampled boxes of the entropy of classes, and of the smooth L1 distance of the boxes that have objects.
    /// </summary>
    public (Tensor Classes, Tensor Boxes) Losses(
        (Tensor Logits, Tensor Codes) output,
        SampledBoxes sampled,
        ImmutableArray<ImageTargets> targets
    )
    {
        using var scope = NewDisposeScope();
        var labels = cat([.. sampled.Labels]);
        var wanted = cat([
            .. sampled.Boxes.Select(
                (boxes, image) =>
                    targets[image].Boxes.shape[0] == 0
                        ? zeros_like(boxes)
                        : BoxCoder.Proposals.Encode(targets[image].Boxes.index_select(0, sampled.Objects[image]), boxes)
            ),
        ]);
        var positives = labels.gt(Scalars.Zero).nonzero().view(-1);
        using Scalar count = Math.Max(1, labels.shape[0]);
        var own = OfClass(output.Codes.index_select(0, positives), labels.index_select(0, positives));
        return (
            DetectionLosses.Entropy(output.Logits, labels).div(count).MoveToOuterDisposeScope(),
            DetectionLosses.SmoothL1(own, wanted.index_select(0, positives), Beta).div(count).MoveToOuterDisposeScope()
        );
    }

    /// <summary>The detections among one image's proposals.</summary>
    public Detections Detect(Tensor logits, Tensor codes, Tensor proposals, ImageSize size)
    {
        using var scope = NewDisposeScope();
        var scores = Functional.softmax(logits, 1).narrow(1, 1, _shape.Classes - 1);
        using Scalar least = _options.LeastScore;
        var good = scores.gt(least);
        var found = good.nonzero();
        var (rows, classes) = (found.select(1, 0), found.select(1, 1).add(Scalars.One, Scalars.One));
        var boxes = BoxGeometry.Clip(
            BoxCoder.Proposals.Decode(OfClass(codes.index_select(0, rows), classes), proposals.index_select(0, rows)),
            size.Height,
            size.Width
        );
        return DetectionFilter.Best(boxes, scores.masked_select(good), classes, LeastSide, _options);
    }

    /// <summary>Layers were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }

    /// <summary>The codes of one class for each row, out of the codes for every class.</summary>
    private static Tensor OfClass(Tensor codes, Tensor classes) => codes.gather(1, classes.view(-1, 1, 1).expand(-1, 1, 4)).squeeze(1);
}
