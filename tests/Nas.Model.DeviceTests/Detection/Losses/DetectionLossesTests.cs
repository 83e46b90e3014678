using Nas.Model.Detection.Losses;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection.Losses;

public sealed class DetectionLossesTests
{
    private static readonly double[] Logits = [-3.1, -0.8, -0.05, 0.02, 0.4, 1.7, 4.2, 0.9],
        Targets = [0, 1, 0, 1, 1, 0, 1, 0];

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.1111)]
    [InlineData(0.0)]
    public void Smooth_l1_is_its_formula_with_its_gradient(double beta)
    {
        using var scope = NewDisposeScope();
        var target = tensor(Targets);
        var expected = Logits.Zip(Targets, (a, b) => Math.Abs(a - b)).Sum(d => beta > 0 && d < beta ? d * d / (2 * beta) : d - (beta / 2));
        Assert.Equal(expected, DetectionLosses.SmoothL1(tensor(Logits), target, beta).item<double>(), 12);
        FiniteDifferences.AssertGradient(x => DetectionLosses.SmoothL1(x, target, beta), tensor(Logits));
    }

    [Theory]
    [InlineData(0.25, 2)]
    [InlineData(0.6, 0)]
    [InlineData(0.5, 3.5)]
    public void Focal_loss_is_its_formula_with_its_gradient(double alpha, double gamma)
    {
        using var scope = NewDisposeScope();
        var target = tensor(Targets);
        var expected = Logits
            .Zip(Targets)
            .Sum(pair =>
            {
                var p = 1 / (1 + Math.Exp(-pair.First));
                return pair.Second > 0
                    ? -alpha * Math.Pow(1 - p, gamma) * Math.Log(p)
                    : -(1 - alpha) * Math.Pow(p, gamma) * Math.Log(1 - p);
            });
        Assert.Equal(expected, DetectionLosses.Focal(tensor(Logits), target, alpha, gamma).item<double>(), 10);
        FiniteDifferences.AssertGradient(x => DetectionLosses.Focal(x, target, alpha, gamma), tensor(Logits));
    }

    [Fact]
    public void Entropies_are_their_formulas_with_their_gradients()
    {
        using var scope = NewDisposeScope();
        var soft = tensor(Targets).mul(0.8).add(0.1);
        var binary = Logits.Zip(soft.data<double>().ToArray()).Sum(pair => Math.Log(1 + Math.Exp(pair.First)) - (pair.First * pair.Second));
        Assert.Equal(binary, DetectionLosses.BinaryEntropy(tensor(Logits), soft).item<double>(), 10);
        FiniteDifferences.AssertGradient(x => DetectionLosses.BinaryEntropy(x, soft), tensor(Logits));

        var classes = tensor(new long[] { 3, 0 });
        var rows = new[] { Logits[..4], Logits[4..] };
        var expected = Math.Log(rows[0].Sum(Math.Exp)) - rows[0][3] + Math.Log(rows[1].Sum(Math.Exp)) - rows[1][0];
        Assert.Equal(expected, DetectionLosses.Entropy(tensor(Logits).view(2, 4), classes).item<double>(), 10);
        FiniteDifferences.AssertGradient(x => DetectionLosses.Entropy(x, classes), tensor(Logits).view(2, 4));
    }
}
