using System.Collections.Immutable;
using Nas.Model.Data.Detection.Loading;
using TorchSharp;

namespace Nas.Model.Detection;

/// <summary>Loaded minibatches as a detector's tensors, which belong to the caller's dispose scope.</summary>
internal static class DetectorBatch
{
    public static DetectionBatch Of(LoadedBatch batch, torch.Device device) =>
        new(
            Images(batch, device),
            [.. batch.Images.Select(image => new ImageSize(image.Height, image.Width))],
            [.. batch.Images.Select(image => Targets(image, batch, device))]
        );

    /// <summary>Images x 3 x H x W, without their objects.</summary>
    public static torch.Tensor Images(LoadedBatch batch, torch.Device device) =>
        torch.tensor(batch.Pixels, [batch.Images.Length, LoadedBatch.Channels, batch.Height, batch.Width], device: device);

    private static ImageTargets Targets(LoadedImage image, LoadedBatch batch, torch.Device device)
    {
        var masks = image.Masks is { } pixels
            ? torch.tensor(pixels, [image.Labels.Length, batch.Height, batch.Width], dtype: torch.float32, device: device)
            : null;
        return new ImageTargets(
            torch.tensor(image.Boxes, [image.Labels.Length, 4], device: device),
            torch.tensor(image.Labels, device: device),
            masks
        );
    }
}
