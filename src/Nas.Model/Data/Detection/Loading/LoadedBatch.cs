using System.Collections.Immutable;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>
/// One minibatch for a detector, on the host. Owns its arrays, which are laid out as a detector's tensors are.
/// </summary>
/// <param name="Pixels">Images x 3 x Height x Width, normalised; images lie at the upper left and zeros fill the rest.</param>
/// <param name="Height">Least multiple of <see cref="Divisor"/> that all images fit into.</param>
/// <param name="Width">Least multiple of <see cref="Divisor"/> that all images fit into.</param>
public sealed record LoadedBatch(float[] Pixels, int Height, int Width, ImmutableArray<LoadedImage> Images)
{
    public const int Channels = 3;

    /// <summary>The coarsest stride of a backbone: feature maps of all levels then cover the batch exactly.</summary>
    public const int Divisor = 32;

    /// <summary>Takes one of several equal parts, in order; images stay padded to the whole batch's size.</summary>
    /// <param name="parts">Divides the number of images.</param>
    public LoadedBatch Part(int number, int parts)
    {
        var (count, rest) = Math.DivRem(Images.Length, parts);
        if (rest != 0)
            throw new ArgumentException($"{Images.Length} images cannot be split into {parts} equal parts.", nameof(parts));
        var pixels = count * Channels * Height * Width;
        return this with { Pixels = [.. Pixels.AsSpan(number * pixels, pixels)], Images = Images.Slice(number * count, count) };
    }
}

/// <summary>One image of a minibatch and its objects to train on.</summary>
/// <param name="Index">Position in <see cref="DetectionSet.Images"/>.</param>
/// <param name="Height">Height of the image that the detector sees, without padding.</param>
/// <param name="Width">Width of the image that the detector sees, without padding.</param>
/// <param name="OriginalHeight">Height of the image in the set.</param>
/// <param name="OriginalWidth">Width of the image in the set.</param>
/// <param name="Mirrored">Left and right are exchanged.</param>
/// <param name="Boxes">Objects x 4: x1, y1, x2, y2 in pixels as the detector sees them.</param>
/// <param name="Labels">Position in <see cref="DetectionSet.Categories"/> plus 1; 0 is the background.</param>
/// <param name="Masks">Objects x the batch's height x its width, of 0 and 1; null where masks are not asked for.</param>
public sealed record LoadedImage(
    int Index,
    int Height,
    int Width,
    int OriginalHeight,
    int OriginalWidth,
    bool Mirrored,
    float[] Boxes,
    long[] Labels,
    byte[]? Masks
);
