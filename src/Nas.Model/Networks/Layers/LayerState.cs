using System.Collections.Immutable;
using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Networks.Layers;

/// <summary>The tensors of all layers of a network.</summary>
public static class LayerState
{
    /// <summary>
    /// Tensors of the network's layers, depth first in the order of registration, named by the path from <paramref name="network"/>.
    /// </summary>
    public static ImmutableArray<LayerTensor> Of(nn.Module network) => [.. Below(network, "")];

    /// <summary>Start values as a pure function of (seed, run, name), drawn on the CPU, so that every device starts alike.</summary>
    public static void Fill(IEnumerable<LayerTensor> tensors, long seed, int run)
    {
        using var noGradient = no_grad();
        foreach (var (name, value, start, _) in tensors)
        {
            using var scope = NewDisposeScope();
            using Scalar mean = start.Mean;
            using Scalar deviation = start.Deviation;
            if (start.Deviation == 0)
            {
                value.fill_(mean);
                continue;
            }
            using var drawn = new DrawnTensors(RandomStream.For(seed, "initial-weights/" + name, run));
            value.copy_(drawn.Normal(value.shape, float32).mul_(deviation).add_(mean, Scalars.One));
        }
    }

    private static IEnumerable<LayerTensor> Below(nn.Module module, string prefix)
    {
        if (module is ILayer layer)
            return layer.Tensors.Select(tensor => tensor with { Name = prefix + tensor.Name });
        return module.named_children().SelectMany(child => Below(child.module, $"{prefix}{child.name}."));
    }
}
