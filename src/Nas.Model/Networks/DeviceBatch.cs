using Nas.Model.Data;
using TorchSharp;

namespace Nas.Model.Networks;

/// <summary>A minibatch on a device: normalised images (count x channels x height x width) and class numbers.</summary>
public sealed record DeviceBatch(torch.Tensor Images, torch.Tensor Labels)
{
    /// <summary>The tensors belong to the caller's dispose scope.</summary>
    public static DeviceBatch Of(Batch batch, torch.Device device) =>
        new(
            torch.tensor(batch.Pixels, [batch.Count, batch.Shape.Channels, batch.Shape.Height, batch.Shape.Width], device: device),
            torch.tensor(batch.Labels, device: device)
        );
}
