using Nas.Model.Randomness;
using static TorchSharp.torch;

namespace Nas.Model.Detection.Matching;

/// <summary>A random choice of boxes to train on, of which at most a share has objects.</summary>
public sealed record BalancedSampler(int Count, double PositiveShare)
{
    /// <summary>Indices of the chosen boxes, those with objects first; drawn on the CPU, so that every device draws alike.</summary>
    /// <param name="labels">Label of each box: above 0 an object, 0 the background, below 0 never chosen.</param>
    public Tensor Choose(Tensor labels, RandomStream random)
    {
        using var scope = NewDisposeScope();
        using var drawn = new DrawnTensors(random);
        var positives = Some(labels.gt(Scalars.Zero), (long)(Count * PositiveShare), drawn);
        return cat([positives, Some(labels.eq(Scalars.Zero), Count - positives.shape[0], drawn)]).MoveToOuterDisposeScope();
    }

    private static Tensor Some(Tensor mask, long most, DrawnTensors drawn)
    {
        var indices = mask.nonzero().view(-1);
        var order = drawn.Order(indices.shape[0]);
        return indices.index_select(0, order.narrow(0, 0, Math.Min(most, indices.shape[0])).to(mask.device));
    }
}
