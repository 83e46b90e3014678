using System.Collections.Immutable;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>An object to be found.</summary>
/// <param name="Box">Box in pixels of its image; it lies inside the image and is not empty.</param>
/// <param name="Category">Position in <see cref="DetectionSet.Categories"/>.</param>
/// <param name="Mask">Mask of the image's size; null where masks are not asked for.</param>
internal sealed record SampleObject(Box Box, int Category, RunLengthMask? Mask);

/// <summary>One image with its objects, which follow when it changes.</summary>
internal sealed record DetectionSample(DecodedImage Image, ImmutableArray<SampleObject> Objects)
{
    /// <summary>
    /// The image at another size. Crowds and difficult objects are not trained on, and no object is of which nothing lies inside the
    /// image, which rounding in annotation files can bring about.
    /// </summary>
    /// <param name="image">The image at its own size.</param>
    /// <param name="label">The labels of the image at its own size.</param>
    /// <param name="size">The new size.</param>
    /// <param name="masks">True: the objects' masks are read too; all objects must have one.</param>
    public static DetectionSample Of(DecodedImage image, LabelledImage label, (int Height, int Width) size, bool masks)
    {
        var (_, height, width) = image.Shape;
        var objects = ImmutableArray.CreateBuilder<SampleObject>(label.Objects.Length);
        foreach (var found in label.Objects.Where(IsTrainedOn))
        {
            var box = found.Box.ClippedTo(width, height).Scaled((double)size.Width / width, (double)size.Height / height);
            if (box.Width <= 0 || box.Height <= 0)
                continue;
            objects.Add(new SampleObject(box, found.Category, masks ? MaskResize.Apply(found.Shape!, (height, width), size) : null));
        }
        return new DetectionSample(BilinearResize.Apply(image, size.Height, size.Width), objects.ToImmutable());
    }

    public static bool IsTrainedOn(LabelledObject found) => !found.IsCrowd && !found.IsDifficult;

    /// <summary>The sample with left and right exchanged.</summary>
    public DetectionSample Mirrored()
    {
        var width = Image.Shape.Width;
        var pixels = (byte[])Image.Pixels.Clone();
        for (var row = 0; row < pixels.Length; row += width)
            pixels.AsSpan(row, width).Reverse();
        return new DetectionSample(
            Image with
            {
                Pixels = pixels,
            },
            [
                .. Objects.Select(o => new SampleObject(
                    o.Box.MirroredIn(width),
                    o.Category,
                    o.Mask is null ? null : MaskResize.Mirrored(o.Mask)
                )),
            ]
        );
    }
}
