using Nas.Model.Networks.Layers;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>Running statistics of some BatchNorm layers, kept outside of them: a layer after different others has different ones.</summary>
public sealed class NormStatistics : IDisposable
{
    private readonly Dictionary<NormLayer, (Tensor Mean, Tensor Variance)> _layers = [];

    public void Dispose()
    {
        foreach (var (mean, variance) in _layers.Values)
        {
            mean.Dispose();
            variance.Dispose();
        }
        _layers.Clear();
    }

    /// <summary>A layer's mean and variance; those of a fresh layer, 0 and 1, when it asks for the first time.</summary>
    internal (Tensor Mean, Tensor Variance) Of(NormLayer layer, Tensor like)
    {
        if (_layers.TryGetValue(layer, out var known))
            return known;
        // They outlive the minibatch that they are first needed in.
        return _layers[layer] = (zeros_like(like).DetachFromDisposeScope(), ones_like(like).DetachFromDisposeScope());
    }
}
