using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>Means and variances of the channels of some images, with gradients.</summary>
/// <param name="Variance">Mean squared distance from the mean.</param>
/// <param name="Count">Number of values of each channel that they are computed from.</param>
internal sealed record Moments(Tensor Mean, Tensor Variance, long Count)
{
    /// <param name="input">Images x channels x H x W.</param>
    public static Moments Of(Tensor input)
    {
        // One operation for both: so the input's gradient is a sum of two, which has no order.
        var (variance, mean) = var_mean(input, [0, 2, 3], unbiased: false);
        return new Moments(mean, variance, input.numel() / input.shape[1]);
    }

    /// <summary>
    /// The moments of all parts together (Chan et al., 1983: no difference of large numbers), once for each part, on its device. Everything
    /// is added up in the order of the parts, gradients too. The tensors are in no dispose scope.
    /// </summary>
    public static ImmutableArray<Moments> Together(ImmutableArray<Moments> parts)
    {
        using var scope = NewDisposeScope();
        var (device, count) = (parts[0].Mean.device, parts.Sum(part => part.Count));
        var shares = tensor(parts.Select(part => (double)part.Count / count).ToArray()).to(parts[0].Mean.dtype, device).unsqueeze(1);
        var means = stack(parts.Select(part => part.Mean.to(device)));
        var mean = (means * shares).sum(dim: 0);
        var apart = means - mean;
        var variances = stack(parts.Select(part => part.Variance.to(device))).add(apart * apart, Scalars.One);
        var (meanRows, varianceRows) = (Rows(mean, parts.Length), Rows((variances * shares).sum(dim: 0), parts.Length));
        return
        [
            .. parts.Select(
                (part, number) =>
                    new Moments(
                        meanRows[number].to(part.Mean.device).DetachFromDisposeScope(),
                        varianceRows[number].to(part.Mean.device).DetachFromDisposeScope(),
                        count
                    )
            ),
        ];
    }

    /// <summary>The same row for each part: their gradients come back as the rows of one tensor.</summary>
    private static Tensor[] Rows(Tensor row, int parts) => row.expand(parts, row.shape[0]).unbind(0);
}
