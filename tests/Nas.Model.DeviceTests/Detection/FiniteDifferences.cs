using TorchSharp;

namespace Nas.Model.DeviceTests.Detection;

/// <summary>Gradients by central differences in double precision: the oracle for those that come from backward passes.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-6;

    /// <summary>Holds the gradient of a scalar function to its differences at a point.</summary>
    public static void AssertGradient(Func<torch.Tensor, torch.Tensor> function, torch.Tensor point)
    {
        using var scope = torch.NewDisposeScope();
        var at = point.to_type(torch.ScalarType.Float64).clone().requires_grad_();
        var gradient = torch.autograd.grad([function(at)], [at])[0].reshape(-1).data<double>().ToArray();
        using var noGradient = torch.no_grad();
        var values = at.reshape(-1);
        for (var i = 0; i < gradient.Length; i++)
        {
            using var inner = torch.NewDisposeScope();
            var difference = (Moved(function, at, i, Step) - Moved(function, at, i, -Step)) / (2 * Step);
            Assert.Equal(difference, gradient[i], 1e-6 * Math.Max(1, Math.Abs(difference)));
        }
    }

    private static double Moved(Func<torch.Tensor, torch.Tensor> function, torch.Tensor point, int element, double step)
    {
        var moved = point.clone();
        moved.view(-1)[element] += step;
        return function(moved).item<double>();
    }
}
