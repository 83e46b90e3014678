using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Networks.Layers;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Networks.Backbones;

/// <summary>Residual networks and ResNeXt.</summary>
internal sealed class ResNet : Backbone
{
    private readonly ConvLayer _stem;
    private readonly NormLayer _stemNorm;

    public ResNet(ResNetShape shape, BackboneOptions options, Device device) : base(nameof(ResNet), shape)
    {
        _stem = this.At("conv1", new ConvLayer(new ConvSpec(3, shape.FirstWidth, 7, 2, 1), device));
        _stemNorm = this.At("bn1", new NormLayer(shape.FirstWidth, options.Norm, device));
        Stages = [.. shape.Blocks.Select((count, stage) => Enumerable.Range(0, count).Select(index => Add(shape, stage, index, options.Norm, device)).ToImmutableArray())];
        AddClassifier("fc", options.Classes, device);
    }

    public override Tensor Stem(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Functional.max_pool2d(_stemNorm.call(_stem.call(images)).relu_(), 3, 2, 1).MoveToOuterDisposeScope();
    }

    private Block Add(ResNetShape shape, int stage, int index, NormOptions norm, Device device)
    {
        var output = shape.Output(stage);
        var input = index > 0 ? output : stage > 0 ? shape.Output(stage - 1) : shape.FirstWidth;
        var stride = index == 0 ? ResNetShape.Stride(stage) : 1;
        Block block = shape.Bottleneck
            ? new Bottleneck(new BottleneckSpec(input, shape.Inner(stage), output, stride, shape.Groups), norm, device)
            : new BasicBlock(input, output, stride, norm, device);
        this.At($"layer{stage + 1}.{index}", block);
        return block;
    }
}
