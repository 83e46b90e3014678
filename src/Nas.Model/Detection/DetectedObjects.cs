using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Detection.Boxes;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Detection;

/// <summary>Detections as what evaluations and files take.</summary>
public static class DetectedObjects
{
    private static readonly Scalar MaskThreshold = 0.5;

    /// <param name="image">Position of the image in its set.</param>
    /// <param name="seen">The image as the detector saw it, without padding.</param>
    /// <param name="original">The image as its set has it.</param>
    public static IReadOnlyList<DetectedObject> Of(Detections found, int image, ImageSize seen, ImageSize original)
    {
        using var scope = NewDisposeScope();
        var (right, down) = ((double)original.Width / seen.Width, (double)original.Height / seen.Height);
        var scaled = found.Boxes.to_type(float64).cpu().mul(tensor(new[] { right, down, right, down }));
        var corners = scaled.reshape(-1).data<double>().ToArray();
        var scores = found.Scores.to_type(float64).cpu().contiguous().data<double>().ToArray();
        var labels = found.Labels.cpu().contiguous().data<long>().ToArray();
        var objects = new DetectedObject[scores.Length];
        for (var i = 0; i < objects.Length; i++)
        {
            var (x, y) = (corners[4 * i], corners[(4 * i) + 1]);
            var box = new Box(x, y, corners[(4 * i) + 2] - x, corners[(4 * i) + 3] - y);
            objects[i] = DetectedObject.OfBox(image, (int)labels[i] - 1, box, scores[i]);
        }
        return found.Masks is null ? objects : WithMasks(objects, found.Masks, scaled, original);
    }

    private static DetectedObject[] WithMasks(DetectedObject[] objects, Tensor masks, Tensor boxes, ImageSize size)
    {
        for (var i = 0; i < objects.Length; i++)
        {
            // One at a time: a hundred masks of a large image are more memory than they are worth.
            using var scope = NewDisposeScope();
            var pasted = MaskPaste.Into(masks.narrow(0, i, 1).cpu(), boxes.narrow(0, i, 1).to_type(float32), size.Height, size.Width);
            var mask = RunLengthMask.FromPixels(pasted.gt(MaskThreshold).to_type(uint8).bytes, size.Width);
            objects[i] = objects[i] with { Area = mask.Area, Shape = new MaskSegmentation(mask) };
        }
        return objects;
    }
}
