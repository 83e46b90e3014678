using TorchSharp;

namespace Nas.Model.Training;

/// <summary>The Euclidean length of all gradients of a step together.</summary>
internal static class GradientLength
{
    /// <summary>Scales gradients in place so that they are no longer than a limit, and gives the length that they had.</summary>
    public static double Limit(IReadOnlyList<torch.Tensor> gradients, double longest)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        // Summed on the device: one number is fetched, not one for each tensor.
        var length = torch.stack(gradients.Select(gradient => gradient.mul(gradient).sum())).sum().sqrt().item<float>();
        if (length <= longest || !float.IsFinite(length))
            return length;
        using Scalar share = longest / length;
        foreach (var gradient in gradients)
            gradient.mul_(share);
        return length;
    }
}
