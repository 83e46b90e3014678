using System.Collections.Immutable;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Recipes;

/// <summary>A family of backbones by CONTRIBUTING's recipe, its network.</summary>
internal sealed class ToyBackbone : Backbone
{
    private readonly ConvLayer _stem;
    private readonly NormLayer _stemNorm;

    public ToyBackbone(ToyShape shape, BackboneOptions options, Device device)
        : base(nameof(ToyBackbone), shape)
    {
        _stem = this.At("stem", new ConvLayer(new ConvSpec(3, ToyShape.Width, 3, 2, 1), device));
        _stemNorm = this.At("stem_norm", new NormLayer(ToyShape.Width, options.Norm, device));
        Stages = [.. Enumerable.Range(0, shape.Blocks.Length).Select(stage => BlocksOf(shape, stage, options.Norm, device))];
        foreach (var (stage, blocks) in Stages.Index())
        {
            foreach (var (index, block) in blocks.Index())
                this.At($"stage{stage}.{index}", block);
        }
        AddClassifier("classifier", options.Classes, device);
    }

    public override Tensor Stem(Tensor images)
    {
        using var scope = NewDisposeScope();
        return nn.functional.max_pool2d(_stemNorm.call(_stem.call(images)).relu_(), 3, 2, 1).MoveToOuterDisposeScope();
    }

    internal static ImmutableArray<Block> BlocksOf(ToyShape shape, int stage, NormOptions norm, Device device) =>
        [.. Enumerable.Range(0, shape.Blocks[stage]).Select(index => new ToyBlock(stage, index, norm, device))];

    private sealed class ToyBlock : Block
    {
        private readonly ConvLayer conv; // these names are checkpoint keys
        private readonly NormLayer norm;

        public ToyBlock(int stage, int index, NormOptions options, Device device)
            : base(nameof(ToyBlock))
        {
            var (output, input) = (ToyShape.Output(stage), ToyShape.Output(index == 0 && stage > 0 ? stage - 1 : stage));
            conv = new ConvLayer(new ConvSpec(input, output, 3, ToyShape.Stride(stage, index), 1), device);
            norm = new NormLayer(output, options, device);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input, int dilation)
        {
            using var scope = NewDisposeScope();
            return norm.call(conv.call(input, dilation)).relu_().MoveToOuterDisposeScope();
        }
    }
}
