using Nas.Model.Networks;
using Nas.Model.Randomness;
using Nas.Model.Sampling;
using TorchSharp;

namespace Nas.Model.DeviceTests.Sampling;

/// <summary>
/// Bayesian linear regression with unit noise: y_i ~ N(x_i . w, 1), w ~ N(0, I / lambda). The posterior is Gaussian in closed form:
/// covariance (X'X + lambda I)^-1, mean covariance X'y. Many chains run at once, one a row of one tensor, each with its own minibatches.
/// </summary>
internal sealed class LinearRegressionPosterior
{
    public const int Examples = 100;
    public const double PriorPrecision = 60;

    private const int Dimensions = 3,
        Minibatch = 10,
        Chains = 3000,
        Snapshots = 8;

    private readonly torch.Tensor _inputs,
        _targets,
        _mean,
        _covariance;

    public LinearRegressionPosterior()
    {
        using var generator = new torch.Generator(17);
        _inputs = torch.randn(Examples, Dimensions, generator: generator).mul(torch.tensor([1f, 0.7f, 1.4f]));
        _inputs[torch.TensorIndex.Colon, 1] = _inputs[torch.TensorIndex.Colon, 1].add(_inputs[torch.TensorIndex.Colon, 0].mul(0.5)); // correlated
        _targets = _inputs.mv(torch.tensor([1f, -2f, 0.5f])).add(torch.randn(Examples, generator: generator));
        var precision = _inputs.t().mm(_inputs).add(torch.eye(Dimensions).mul(PriorPrecision));
        _covariance = torch.linalg.inv(precision);
        _mean = _covariance.mv(_inputs.t().mv(_targets));
    }

    /// <summary>
    /// Distance of the chains' law from the posterior: the greatest error of a mean in posterior deviations, and the error of the
    /// covariance relative to it (Frobenius norm).
    /// </summary>
    /// <param name="factor">The number N that the sampler gets; the minibatch's size leaves out the N / m factor.</param>
    public (double Mean, double Covariance) Distance(LangevinSampler sampler, double stepSize, long factor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var relaxation = (int)Math.Ceiling(2 / (stepSize * PriorPrecision)); // steps in which the slowest direction forgets, at most
        var w = torch.zeros(Chains, Dimensions);
        using var minibatches = new torch.Generator(RandomStream.For(3, "minibatches").NextUInt64());
        var samples = new List<torch.Tensor>();
        for (var step = 0; samples.Count < Snapshots; step++)
        {
            using var stepScope = torch.NewDisposeScope();
            var chosen = torch.randint(0, Examples, [Chains * Minibatch], torch.int64, generator: minibatches);
            var x = _inputs.index_select(0, chosen).view(Chains, Minibatch, Dimensions);
            var residuals = x.mul(w.unsqueeze(1)).sum(2).sub(_targets.index_select(0, chosen).view(Chains, Minibatch));
            var meanGradient = x.mul(residuals.unsqueeze(2)).mean([1]);
            sampler.Step([new NamedTensor("w", w)], [meanGradient], factor, stepSize, chain: 0, step);
            if (step >= 4 * relaxation && step % relaxation == 0)
                samples.Add(w.clone().MoveToOuterDisposeScope());
        }
        var all = torch.cat(samples);
        var centred = all.sub(all.mean([0]));
        var covariance = centred.t().mm(centred).div(all.shape[0] - 1);
        var meanError = all.mean([0]).sub(_mean).div(_covariance.diagonal().sqrt()).abs().max();
        return (meanError.item<float>(), covariance.sub(_covariance).norm().div(_covariance.norm()).item<float>());
    }
}
