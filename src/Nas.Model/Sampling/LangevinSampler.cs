using Nas.Model.Networks;
using Nas.Model.Randomness;
using TorchSharp;

namespace Nas.Model.Sampling;

/// <summary>
/// Stochastic Gradient Langevin Dynamics (Welling and Teh, 2011) on any set of tensors, in place:
/// <code>
/// g = N * (gradient of the mean loss of the minibatch) + lambda * w
/// w = w - (eps / 2) * g + sqrt(eps * T) * xi,   xi ~ N(0, I)
/// </code>
/// which leaves exp(-(sum of the N losses + lambda / 2 * |w|^2) / T) invariant as eps goes to 0. The noise of a tensor in a step is a
/// function of (seed, chain, step, name): a resumed chain is the same chain, and no chain shares noise with another.
/// </summary>
/// <param name="PriorPrecision">lambda of the Gaussian prior.</param>
/// <param name="Temperature">T: 1 is the posterior, below 1 a tempered one, 0 gradient descent without noise.</param>
public sealed record LangevinSampler(long Seed, double PriorPrecision, double Temperature)
{
    internal const string NoisePurpose = "langevin-noise";

    /// <summary>Names the streams of the noise: chains over different posteriors have different ones.</summary>
    public string Purpose { get; init; } = NoisePurpose;

    /// <summary>
    /// One step. Tensors that are not given (those that the step's path did not use) stay still: no drift, no prior pull, no noise.
    /// </summary>
    /// <param name="tensors">The tensors that move, in any order.</param>
    /// <param name="meanGradients">Gradient of the minibatch's mean loss for each of them.</param>
    /// <param name="examples">N, so that N times the mean gradient estimates the gradient of the sum over all examples without
    /// bias.</param>
    /// <param name="stepSize">eps.</param>
    public void Step(
        IReadOnlyList<NamedTensor> tensors,
        IReadOnlyList<torch.Tensor> meanGradients,
        long examples,
        double stepSize,
        int chain,
        int step
    )
    {
        using var noGradient = torch.no_grad();
        using Scalar keep = 1 - (stepSize / 2 * PriorPrecision);
        using Scalar drift = -stepSize / 2 * examples;
        using Scalar spread = Math.Sqrt(stepSize * Temperature);
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, value) = tensors[i];
            value.mul_(keep).add_(meanGradients[i], drift);
            if (Temperature == 0)
                continue;
            using var scope = torch.NewDisposeScope();
            using var drawn = new DrawnTensors(RandomStream.For(Seed, $"{Purpose}/{name}", chain, step));
            value.add_(drawn.Normal(value.shape, value.dtype).to(value.device), spread);
        }
    }
}
