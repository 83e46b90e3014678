using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>MobileNetV2, its inverted residuals grouped by resolution: see <see cref="MobileNetV2Shape"/>.</summary>
internal sealed class MobileNetV2 : Backbone
{
    private static readonly Scalar Zero = 0.0,
        Six = 6.0;

    private readonly ConvLayer _stem,
        _head;
    private readonly NormLayer _stemNorm,
        _headNorm;
    private readonly InvertedResidual _stemBlock;

    public MobileNetV2(MobileNetV2Shape shape, BackboneOptions options, Device device)
        : base(nameof(MobileNetV2), shape)
    {
        _stem = this.At("features.0.0", new ConvLayer(new ConvSpec(3, shape.Stem, 3, 2, 1), device));
        _stemNorm = this.At("features.0.1", new NormLayer(shape.Stem, options.Norm, device));
        _stemBlock = this.At("features.1", new InvertedResidual(shape.Stem, shape.StemBlock, options.Norm, device));
        Stages = [.. Enumerable.Range(0, shape.Stages.Length).Select(stage => BlocksOf(shape, stage, options.Norm, device))];
        var (input, index) = (shape.Stages[^1][^1].Channels, 2);
        foreach (var block in Stages.SelectMany(blocks => blocks))
            this.At($"features.{index++}", block);
        _head = this.At($"features.{index}.0", new ConvLayer(new ConvSpec(input, shape.Head, 1, 1, 1), device));
        _headNorm = this.At($"features.{index}.1", new NormLayer(shape.Head, options.Norm, device));
        AddClassifier("classifier.1", options.Classes, device);
    }

    public override Tensor Stem(Tensor images)
    {
        using var scope = NewDisposeScope();
        var features = _stemNorm.call(_stem.call(images)).hardtanh_(Zero, Six);
        return _stemBlock.call(features, 1).MoveToOuterDisposeScope();
    }

    internal static ImmutableArray<Block> BlocksOf(MobileNetV2Shape shape, int stage, NormOptions norm, Device device)
    {
        var input = stage == 0 ? shape.StemBlock.Channels : shape.Stages[stage - 1][^1].Channels;
        var blocks = ImmutableArray.CreateBuilder<Block>();
        foreach (var block in shape.BlocksOf(stage))
        {
            blocks.Add(new InvertedResidual(input, block, norm, device));
            input = block.Channels;
        }
        return blocks.ToImmutable();
    }

    /// <summary>The last stage ends with the 1x1 convolution that widens its features.</summary>
    protected internal override Tensor Tail(Tensor features) => _headNorm.call(_head.call(features)).hardtanh_(Zero, Six);
}
