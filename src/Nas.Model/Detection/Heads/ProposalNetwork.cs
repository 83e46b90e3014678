using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Detection.Boxes;
using Nas.Model.Detection.Losses;
using Nas.Model.Detection.Matching;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Heads;

/// <summary>Output of the proposal network for every anchor of every image.</summary>
/// <param name="Anchors">Anchors x 4.</param>
/// <param name="Logits">Images x anchors: whether there is an object.</param>
/// <param name="Codes">Images x anchors x 4: the object's box relative to the anchor.</param>
/// <param name="PerLevel">Anchors of each level.</param>
internal sealed record AnchorScores(Tensor Anchors, Tensor Logits, Tensor Codes, ImmutableArray<long> PerLevel);

/// <summary>Class-blind first stage of a detector (Ren et al., 2015) on a feature pyramid; tensors have torchvision's names.</summary>
internal sealed class ProposalNetwork : nn.Module<ImmutableArray<Tensor>, Tensor, AnchorScores>
{
    private const double Deviation = 0.01,
        Beta = 1.0 / 9,
        PositiveShare = 0.5,
        LeastSide = 1e-3;

    private static readonly Scalar Background = Matcher.Background;

    private static readonly Matcher Matching = new(0.3, 0.7, KeepBest: true);

    private readonly DetectorOptions _options;
    private readonly AnchorGrid _grid;
    private readonly ConvLayer _hidden,
        _logits,
        _codes;

    public ProposalNetwork(DetectorShape shape, DetectorOptions options, Device device)
        : base(nameof(ProposalNetwork))
    {
        _options = options;
        _grid = new AnchorGrid(options.FinestAnchor, SizesPerLevel: 1);
        ConvLayer Layer(string name, int output, int kernel) =>
            this.At(
                name,
                new ConvLayer(new ConvSpec(shape.Width, output, kernel, 1, 1), device, StartValue.Normal(Deviation), StartValue.Zero)
            );
        _hidden = Layer("head.conv.0.0", shape.Width, 3);
        _logits = Layer("head.cls_logits", shape.Anchors, 1);
        _codes = Layer("head.bbox_pred", shape.Anchors * 4, 1);
    }

    /// <summary>The pyramid and the padded images that it comes from, to what is said of every anchor.</summary>
    public override AnchorScores forward(ImmutableArray<Tensor> levels, Tensor images)
    {
        using var scope = NewDisposeScope();
        var hidden = levels.Select(level => _hidden.call(level).relu_()).ToArray();
        var logits = hidden.Select(level => LevelOutput.PerAnchor(_logits.call(level), 1).squeeze(-1)).ToArray();
        var codes = hidden.Select(level => LevelOutput.PerAnchor(_codes.call(level), 4)).ToArray();
        return new AnchorScores(
            _grid.Of(levels, images).MoveToOuterDisposeScope(),
            cat(logits, 1).MoveToOuterDisposeScope(),
            cat(codes, 1).MoveToOuterDisposeScope(),
            [.. logits.Select(level => level.shape[1])]
        );
    }

    /// <summary>
    /// The best boxes of each image (at most <see cref="DetectorOptions.Proposals"/> x 4), best first, without gradients.
    /// </summary>
    public ImmutableArray<Tensor> Propose(AnchorScores scores, ImmutableArray<ImageSize> sizes)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return [.. sizes.Select((size, image) => Propose(scores, image, size).MoveToOuterDisposeScope())];
    }

    /// <summary>Mean over the sampled anchors of all images of the entropy of objectness, and of the boxes' smooth L1 distance.</summary>
    public (Tensor Objectness, Tensor Boxes) Losses(AnchorScores scores, ImmutableArray<ImageTargets> targets, RandomStream random)
    {
        using var scope = NewDisposeScope();
        var sampler = new BalancedSampler(_options.SampledAnchors, PositiveShare);
        var (objectness, boxes, sampled) = (zeros(1, device: scores.Logits.device), zeros(1, device: scores.Logits.device), 0L);
        foreach (var (image, target) in targets.Index())
        {
            var match = Matching.Match(target.Boxes, scores.Anchors);
            var labels = where(
                match.ge(Scalars.Zero),
                ones_like(match),
                where(match.eq(Background), zeros_like(match), full_like(match, Scalars.MinusOne))
            );
            var chosen = sampler.Choose(labels, random);
            sampled += chosen.shape[0];
            var own = labels.index_select(0, chosen);
            objectness = objectness.add(
                DetectionLosses.BinaryEntropy(scores.Logits[image].index_select(0, chosen), own.to_type(float32)),
                Scalars.One
            );
            var positives = chosen.masked_select(own.gt(Scalars.Zero));
            if (positives.shape[0] == 0)
                continue;
            var wanted = BoxCoder.Anchors.Encode(
                target.Boxes.index_select(0, match.index_select(0, positives)),
                scores.Anchors.index_select(0, positives)
            );
            boxes = boxes.add(DetectionLosses.SmoothL1(scores.Codes[image].index_select(0, positives), wanted, Beta), Scalars.One);
        }
        using Scalar count = Math.Max(1, sampled);
        return (objectness.div(count).squeeze().MoveToOuterDisposeScope(), boxes.div(count).squeeze().MoveToOuterDisposeScope());
    }

    /// <summary>Layers were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }

    private Tensor Propose(AnchorScores scores, int image, ImageSize size)
    {
        var (logits, codes) = (scores.Logits[image], scores.Codes[image]);
        var best = new List<Tensor>();
        var levels = new List<Tensor>();
        var first = 0L;
        foreach (var (level, count) in scores.PerLevel.Index())
        {
            var most = (int)Math.Min(_options.AnchorsPerLevel, count);
            using Scalar offset = first;
            using Scalar number = level;
            best.Add(logits.narrow(0, first, count).topk(most).indexes.add(offset, Scalars.One));
            levels.Add(full([most], number, int64, logits.device));
            first += count;
        }
        var chosen = cat([.. best]);
        var boxes = BoxGeometry.Clip(
            BoxCoder.Anchors.Decode(codes.index_select(0, chosen), scores.Anchors.index_select(0, chosen)),
            size.Height,
            size.Width
        );
        var large = BoxGeometry.AtLeast(boxes, LeastSide).nonzero().view(-1);
        boxes = boxes.index_select(0, large);
        var kept = Suppression.Keep(
            boxes,
            logits.index_select(0, chosen).index_select(0, large),
            _options.ProposalOverlap,
            cat([.. levels]).index_select(0, large)
        );
        return boxes.index_select(0, kept.narrow(0, 0, Math.Min(_options.Proposals, kept.shape[0])));
    }
}
