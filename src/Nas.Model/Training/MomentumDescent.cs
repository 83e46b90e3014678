using System.Collections.Immutable;
using Nas.Model.Networks;
using TorchSharp;

namespace Nas.Model.Training;

/// <summary>
/// Stochastic gradient descent with momentum, in place: v = momentum * v + g + decay * w; w = w - rate * v. Its state is one tensor for
/// each parameter, under the parameter's name. A parameter that a step does not name keeps value and momentum.
/// </summary>
public sealed class MomentumDescent : IDisposable
{
    private readonly double _momentum,
        _weightDecay;
    private readonly ImmutableSortedDictionary<string, torch.Tensor> _velocities;

    /// <param name="parameters">All that may ever move; velocities start at zero, on the parameters' devices.</param>
    /// <param name="weightDecay">Pulls matrices and kernels towards 0; BatchNorm scales and all biases (one axis) are left alone.</param>
    public MomentumDescent(IEnumerable<NamedTensor> parameters, double momentum, double weightDecay)
    {
        (_momentum, _weightDecay) = (momentum, weightDecay);
        using var noGradient = torch.no_grad();
        _velocities = parameters.ToImmutableSortedDictionary(
            parameter => parameter.Name,
            parameter => torch.zeros_like(parameter.Value).DetachFromDisposeScope(),
            StringComparer.Ordinal
        );
    }

    /// <summary>The velocities, named <c>velocity.</c> and the parameter's name: read by checkpoints, filled by them.</summary>
    public IEnumerable<NamedTensor> State => _velocities.Select(pair => new NamedTensor("velocity." + pair.Key, pair.Value));

    /// <param name="gradients">Gradient of each parameter; overwritten.</param>
    public void Step(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, double rate)
    {
        using var noGradient = torch.no_grad();
        using Scalar momentum = _momentum;
        using Scalar decay = _weightDecay;
        using Scalar minusRate = -rate;
        for (var i = 0; i < parameters.Count; i++)
        {
            var (name, value) = parameters[i];
            var gradient = gradients[i];
            if (_weightDecay != 0 && value.dim() > 1)
                gradient.add_(value, decay);
            var velocity = _velocities[name];
            velocity.mul_(momentum).add_(gradient, Scalars.One);
            value.add_(velocity, minusRate);
        }
    }

    public void Dispose()
    {
        foreach (var velocity in _velocities.Values)
            velocity.Dispose();
    }
}
