using System.Collections.Immutable;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.WeightFiles.Weights;

/// <summary>Names and shapes of a backbone's tensors, from its description alone: no network is built.</summary>
public static class BackboneState
{
    private const string Real = "F32";

    /// <summary>The tensors of torchvision's state dict, without the classifier, in the order of the layers.</summary>
    public static ImmutableArray<WeightTensor> Of(IBackboneShape shape)
    {
        var layers = new LayerList(3, 32, 32);
        shape.Features(layers);
        return [.. layers.Layers.SelectMany(Tensors)];
    }

    /// <summary>True for the count of minibatches that a BatchNorm layer has seen: nothing reads it, and old files lack it.</summary>
    public static bool IsCount(string name) => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    private static IEnumerable<WeightTensor> Tensors(Layer layer)
    {
        var weight = new WeightTensor($"{layer.Name}.weight", Real, layer.WeightShape);
        return layer.Kind switch
        {
            LayerKind.BatchNorm =>
            [
                weight,
                weight with
                {
                    Name = $"{layer.Name}.bias",
                },
                weight with
                {
                    Name = $"{layer.Name}.running_mean",
                },
                weight with
                {
                    Name = $"{layer.Name}.running_var",
                },
                new WeightTensor($"{layer.Name}.num_batches_tracked", "I64", []),
            ],
            _ => [weight],
        };
    }
}
