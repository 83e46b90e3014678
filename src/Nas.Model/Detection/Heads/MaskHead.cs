using System.Collections.Immutable;
using Nas.Model.Cost.Detection;
using Nas.Model.Detection.Boxes;
using Nas.Model.Detection.Losses;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Heads;

/// <summary>A mask for each class of each box (He et al., 2017, Mask R-CNN); tensors have torchvision's names.</summary>
internal sealed class MaskHead : nn.Module<Tensor, Tensor>
{
    private readonly int _side;
    private readonly ImmutableArray<ConvLayer> _hidden;
    private readonly DoublingLayer _doubling;
    private readonly ConvLayer _logits;

    public MaskHead(DetectorShape shape, Device device)
        : base(nameof(MaskHead))
    {
        _side = 2 * shape.MaskSide;
        _hidden =
        [
            .. Enumerable
                .Range(0, shape.HeadDepth)
                .Select(i =>
                    this.At(
                        $"mask_head.{i}.0",
                        new ConvLayer(new ConvSpec(shape.Width, shape.Width, 3, 1, 1), device, bias: StartValue.Zero, innermost: true)
                    )
                ),
        ];
        _doubling = this.At("mask_predictor.conv5_mask", new DoublingLayer(shape.Width, device));
        _logits = this.At(
            "mask_predictor.mask_fcn_logits",
            new ConvLayer(new ConvSpec(shape.Width, shape.Classes, 1, 1, 1), device, bias: StartValue.Zero)
        );
    }

    /// <summary>Boxes x channels x side x side to boxes x classes x 2 side x 2 side (logits).</summary>
    public override Tensor forward(Tensor read)
    {
        using var scope = NewDisposeScope();
        var hidden = read;
        foreach (var layer in _hidden)
            hidden = layer.call(hidden).relu_();
        return _logits.call(_doubling.call(hidden).relu_()).MoveToOuterDisposeScope();
    }

    /// <summary>Mean entropy of the pixels of the masks of the boxes' own classes.</summary>
    /// <param name="logits">Logits of all boxes of all images.</param>
    /// <param name="objects">Boxes that have objects.</param>
    public Tensor Loss(Tensor logits, SampledBoxes objects, ImmutableArray<ImageTargets> targets)
    {
        using var scope = NewDisposeScope();
        if (logits.shape[0] == 0)
            return logits.sum().MoveToOuterDisposeScope();
        var wanted = cat([.. targets.Select((target, image) => Wanted(target, objects.Boxes[image], objects.Objects[image]))]);
        var own = OfClass(logits, cat([.. objects.Labels]));
        using Scalar pixels = own.numel();
        return DetectionLosses.BinaryEntropy(own, wanted).div(pixels).MoveToOuterDisposeScope();
    }

    /// <summary>Probabilities of the masks of the boxes' classes: boxes x 2 side x 2 side.</summary>
    public static Tensor Probabilities(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return OfClass(logits, labels).sigmoid().MoveToOuterDisposeScope();
    }

    /// <summary>Layers were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }

    private Tensor Wanted(ImageTargets target, Tensor boxes, Tensor objects)
    {
        var masks = target.Masks ?? throw new ArgumentException("Masks are needed to train a mask head.", nameof(target));
        if (boxes.shape[0] == 0)
            return zeros([0, _side, _side], float32, boxes.device);
        var map = new ScaledMap(masks.to_type(float32).unsqueeze(1), 1);
        return RoiAlign
            .Pool([map], boxes, objects, zeros_like(objects), new RoiAlignOptions(_side, _side, Samples: 2, Aligned: false))
            .squeeze(1);
    }

    private static Tensor OfClass(Tensor logits, Tensor labels)
    {
        var (boxes, height, width) = (logits.shape[0], logits.shape[2], logits.shape[3]);
        return logits.gather(1, labels.view(-1, 1, 1, 1).expand(boxes, 1, height, width)).squeeze(1);
    }
}
