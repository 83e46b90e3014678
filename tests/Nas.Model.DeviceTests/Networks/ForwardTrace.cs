using Nas.Model.Networks;
using TorchSharp;

namespace Nas.Model.DeviceTests.Networks;

/// <summary>Counts what a network's layers really do in a forward pass, from the shapes that arrive and leave.</summary>
internal sealed class ForwardTrace
{
    private readonly List<(string Layer, long MAdds)> _calls = [];

    public ForwardTrace(PathNetwork network)
    {
        var shapes = network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.shape);
        foreach (var (name, module) in network.named_modules())
        {
            if (module is not ConvNorm layer)
                continue;
            var weight = shapes[name + ".conv.weight"];
            layer.register_forward_hook(
                (_, _, output) =>
                {
                    // Each output element of a convolution sums input channels per group x kernel x kernel products.
                    _calls.Add((name, output.numel() / output.shape[0] * weight[1] * weight[2] * weight[3]));
                    return output;
                }
            );
        }
        network.register_forward_hook(
            (_, _, _, logits) =>
            {
                var weight = shapes["linear.weight"];
                _calls.Add(("linear", logits.numel() / logits.shape[0] * weight[1]));
                return logits;
            }
        );
    }

    /// <summary>The layers in call order with their Multiply-Adds for one image, since the last time.</summary>
    public IReadOnlyList<(string Layer, long MAdds)> Take()
    {
        var taken = _calls.ToList();
        _calls.Clear();
        return taken;
    }
}
