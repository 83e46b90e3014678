using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Detection.Heads;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Randomness;
using static TorchSharp.torch;

namespace Nas.Model.Detection;

/// <summary>Faster R-CNN (Ren et al., 2015) and, with masks, Mask R-CNN (He et al., 2017) on a feature pyramid.</summary>
internal sealed class RegionDetector : Detector
{
    private readonly ProposalNetwork _proposals;
    private readonly BoxHead _boxes;
    private readonly MaskHead? _masks;
    private readonly BoxReader _reader;

    public RegionDetector(DetectorShape shape, DetectorOptions options, IStagedNetwork backbone, Device device)
        : base(nameof(RegionDetector), shape, backbone, device)
    {
        _reader = new BoxReader(options.FinestAnchor);
        _proposals = this.At("rpn", new ProposalNetwork(shape, options, device));
        _boxes = new BoxHead(shape, options, device);
        _masks = shape.Kind == DetectorKind.MaskRcnn ? new MaskHead(shape, device) : null;
        // Both heads stand under one name.
        foreach (var (name, module) in _boxes.named_children().Concat(_masks?.named_children() ?? []))
            this.At($"roi_heads.{name}", module);
    }

    protected override IEnumerable<NamedTensor> LossesOf(ImmutableArray<Tensor> levels, DetectionBatch batch, RandomStream random)
    {
        var anchors = _proposals.call(levels, batch.Images);
        var (objectness, proposalBoxes) = _proposals.Losses(anchors, batch.Targets, random);
        var sampled = _boxes.Sample(_proposals.Propose(anchors, batch.Sizes), batch.Targets, random);
        var (classes, boxes) = _boxes.Losses(_boxes.call(_reader.Read(levels, sampled.Boxes, Shape.BoxSide)), sampled, batch.Targets);
        List<NamedTensor> losses =
        [
            new("objectness", objectness),
            new("proposals", proposalBoxes),
            new("classes", classes),
            new("boxes", boxes),
        ];
        if (_masks is null)
            return losses;
        var objects = WithObjects(sampled);
        losses.Add(
            new NamedTensor("masks", _masks.Loss(_masks.call(_reader.Read(levels, objects.Boxes, Shape.MaskSide)), objects, batch.Targets))
        );
        return losses;
    }

    protected override IEnumerable<Detections> DetectIn(ImmutableArray<Tensor> levels, Tensor images, ImmutableArray<ImageSize> sizes)
    {
        var proposals = _proposals.Propose(_proposals.call(levels, images), sizes);
        var (logits, codes) = _boxes.call(_reader.Read(levels, proposals, Shape.BoxSide));
        var first = 0L;
        var found = new List<Detections>();
        for (var image = 0; image < sizes.Length; image++)
        {
            var count = proposals[image].shape[0];
            found.Add(_boxes.Detect(logits.narrow(0, first, count), codes.narrow(0, first, count), proposals[image], sizes[image]));
            first += count;
        }
        return _masks is null ? found : WithMasks(levels, found);
    }

    private List<Detections> WithMasks(ImmutableArray<Tensor> levels, List<Detections> found)
    {
        var logits = _masks!.call(_reader.Read(levels, [.. found.Select(image => image.Boxes)], Shape.MaskSide));
        var masks = MaskHead.Probabilities(logits, cat([.. found.Select(image => image.Labels)]));
        var first = 0L;
        var result = new List<Detections>();
        foreach (var image in found)
        {
            result.Add(image with { Masks = masks.narrow(0, first, image.Labels.shape[0]) });
            first += image.Labels.shape[0];
        }
        return result;
    }

    private static SampledBoxes WithObjects(SampledBoxes sampled)
    {
        var positives = sampled.Labels.Select(labels => labels.gt(Scalars.Zero).nonzero().view(-1)).ToArray();
        ImmutableArray<Tensor> Of(ImmutableArray<Tensor> rows) => [.. rows.Select((all, image) => all.index_select(0, positives[image]))];
        return new SampledBoxes(Of(sampled.Boxes), Of(sampled.Labels), Of(sampled.Objects));
    }
}
