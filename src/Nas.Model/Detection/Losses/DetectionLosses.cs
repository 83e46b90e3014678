using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Detection.Losses;

/// <summary>Losses of detectors, summed over all elements: callers divide by what their paper divides by.</summary>
public static class DetectionLosses
{
    /// <summary>
    /// Huber's loss over <paramref name="beta"/> (Girshick, 2015): d^2 / (2 beta) up to beta, |d| - beta / 2 beyond; beta 0: |d|.
    /// </summary>
    public static Tensor SmoothL1(Tensor predicted, Tensor target, double beta)
    {
        using var scope = NewDisposeScope();
        var distance = (predicted - target).abs();
        if (beta <= 0)
            return distance.sum().MoveToOuterDisposeScope();
        using Scalar border = beta;
        using Scalar curvature = 0.5 / beta;
        using Scalar offset = 0.5 * beta;
        return where(distance.lt(border), (distance * distance).mul(curvature), distance.sub(offset)).sum().MoveToOuterDisposeScope();
    }

    /// <summary>Focal loss of logits against 0 or 1 (Lin et al., 2017, equation 5).</summary>
    /// <param name="alpha">Weight of the positives; the negatives have 1 - alpha.</param>
    /// <param name="gamma">Exponent that lowers the weight of easy examples.</param>
    public static Tensor Focal(Tensor logits, Tensor targets, double alpha = 0.25, double gamma = 2)
    {
        using var scope = NewDisposeScope();
        using Scalar positive = alpha;
        using Scalar negative = 1 - alpha;
        using Scalar power = gamma;
        var probability = logits.sigmoid();
        var others = OneMinus(targets);
        var wrong = (probability * others).add(OneMinus(probability) * targets, Scalars.One);
        var weight = targets.mul(positive).add(others.mul(negative), Scalars.One);
        var entropy = Functional.binary_cross_entropy_with_logits(logits, targets, reduction: nn.Reduction.None);
        return (weight * wrong.pow(power) * entropy).sum().MoveToOuterDisposeScope();
    }

    /// <summary>Binary cross entropy of logits against targets from 0 to 1.</summary>
    public static Tensor BinaryEntropy(Tensor logits, Tensor targets) =>
        Functional.binary_cross_entropy_with_logits(logits, targets, reduction: nn.Reduction.Sum);

    /// <summary>Cross entropy of logits (rows x classes) against class numbers.</summary>
    public static Tensor Entropy(Tensor logits, Tensor classes) => Functional.cross_entropy(logits, classes, reduction: nn.Reduction.Sum);

    private static Tensor OneMinus(Tensor values) => values.neg().add(Scalars.One, Scalars.One);
}
