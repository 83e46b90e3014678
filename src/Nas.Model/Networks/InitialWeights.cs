using Nas.Model.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>
/// Initial weights as a pure function of (seed, run, parameter name): convolutions normal with variance 2 / fan-in (He et al., 2015),
/// the linear layer normal with deviation 0.01, BatchNorm scales 1, all else 0. Drawn on the CPU, so that every device starts alike.
/// </summary>
public static class InitialWeights
{
    private const double LinearDeviation = 0.01;

    public static void Fill(PathNetwork network, long seed, int run)
    {
        using var noGradient = no_grad();
        foreach (var (name, value) in network.Parameters)
        {
            using var scope = NewDisposeScope();
            if (value.dim() == 1)
            {
                value.fill_(name.EndsWith("norm.weight", StringComparison.Ordinal) ? Scalars.One : Scalars.Zero);
                continue;
            }
            var fanIn = value.shape.Skip(1).Aggregate(1L, (product, size) => product * size);
            using Scalar deviation = value.dim() == 4 ? Math.Sqrt(2.0 / fanIn) : LinearDeviation;
            using var drawn = new DrawnTensors(RandomStream.For(seed, "initial-weights/" + name, run));
            value.copy_(drawn.Normal(value.shape, float32).mul_(deviation));
        }
    }
}
