using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>The network of NAS-Bench-Macro's space: see <see cref="MacroSpace"/>.</summary>
public sealed class MacroNetwork : PathNetwork
{
    private readonly MacroSpace _space;

    /// <summary>The blocks of each layer, by number of the block; null: the block has nothing to run, or is not held.</summary>
    private readonly nn.Module<Tensor, Tensor>?[][] _layers;

    private readonly Architecture? _only;

    /// <param name="only">The one architecture to hold the blocks of; null: all blocks.</param>
    /// <param name="running">True: BatchNorm layers have running statistics.</param>
    public MacroNetwork(MacroSpace space, Architecture? only, bool running, Device device)
        : base(
            nameof(MacroNetwork),
            space,
            new NetworkEnds(space.StemWidth, 1, space.Layers[^1].Output, space.HeadWidth, Activation.Relu),
            running,
            device
        )
    {
        (_space, _only) = (space, only);
        _layers =
        [
            .. space.Layers.Select(
                (layer, number) =>
                    MacroSpace
                        .Blocks.Select(
                            (block, option) =>
                            {
                                if (only is not null && only.Choices[number] != option)
                                    return null;
                                if (Block(layer, block, running, device) is not { } module)
                                    return null;
                                register_module($"layer{number + 1}-{block.Name}", module);
                                return module;
                            }
                        )
                        .ToArray()
            ),
        ];
        Complete();
    }

    private protected override Tensor Body(Tensor features, Architecture architecture)
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            if (ModuleOf(architecture, layer) is { } module)
                features = module.call(features);
        }
        return features;
    }

    private protected override IEnumerable<nn.Module> UsedBetween(Architecture architecture) =>
        Enumerable.Range(0, _layers.Length).Select(layer => ModuleOf(architecture, layer)).OfType<nn.Module>();

    private nn.Module<Tensor, Tensor>? ModuleOf(Architecture architecture, int layer)
    {
        var choice = architecture.Choices[layer];
        if (_only is not null && _only.Choices[layer] != choice)
            throw new InvalidOperationException(
                $"This network holds no block {_space.BlockOf(architecture, layer).Name} in layer {layer + 1}: it was built for another architecture."
            );
        return _layers[layer][choice];
    }

    private nn.Module<Tensor, Tensor>? Block(MacroLayer layer, MacroBlock block, bool running, Device device)
    {
        if (!block.IsIdentity)
        {
            var spec = new MbConvSpec(layer.Input, layer.Output, block.Kernel, block.Expansion, layer.Stride, layer.KeepsShape)
            {
                Activation = Activation.Relu,
            };
            return new MbConv(spec, Norm, running, device);
        }
        return layer.KeepsShape
            ? null
            : new ConvNorm(new ConvSpec(layer.Input, layer.Output, 1, layer.Stride, 1), Norm, Activation.None, running, device);
    }
}
