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

    public ResNet(ResNetShape shape, BackboneOptions options, Device device)
        : base(nameof(ResNet), shape)
    {
        _stem = this.At("conv1", new ConvLayer(new ConvSpec(3, shape.FirstWidth, 7, 2, 1), device));
        _stemNorm = this.At("bn1", new NormLayer(shape.FirstWidth, options.Norm, device));
        Stages = [.. Enumerable.Range(0, shape.Blocks.Length).Select(stage => BlocksOf(shape, stage, options.Norm, device))];
        foreach (var (stage, blocks) in Stages.Index())
        {
            foreach (var (index, block) in blocks.Index())
                this.At($"layer{stage + 1}.{index}", block);
        }
        AddClassifier("fc", options.Classes, device);
    }

    public override Tensor Stem(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Functional.max_pool2d(_stemNorm.call(_stem.call(images)).relu_(), 3, 2, 1).MoveToOuterDisposeScope();
    }

    internal static ImmutableArray<Block> BlocksOf(ResNetShape shape, int stage, NormOptions norm, Device device) =>
        [.. Enumerable.Range(0, shape.Blocks[stage]).Select(index => NewBlock(shape, stage, index, norm, device))];

    private static Block NewBlock(ResNetShape shape, int stage, int index, NormOptions norm, Device device)
    {
        var output = shape.Output(stage);
        var input =
            index > 0 ? output
            : stage > 0 ? shape.Output(stage - 1)
            : shape.FirstWidth;
        var stride = index == 0 ? ResNetShape.Stride(stage) : 1;
        return shape.Bottleneck
            ? new Bottleneck(new BottleneckSpec(input, shape.Inner(stage), output, stride, shape.Groups), norm, device)
            : new BasicBlock(input, output, stride, norm, device);
    }
}
