using System.Collections.Immutable;

namespace Nas.Model.Spaces.Reallocation;

/// <summary>
/// Dilations whose taps lie inside the map that they read, mostly: of a 3x3 convolution on a small map, a large dilation reads little but
/// padding.
/// </summary>
public static class ReadableDilations
{
    /// <summary>Names the dilations of this class in search files.</summary>
    public const string Readable = "readable";

    /// <summary>Names all dilations in search files.</summary>
    public const string Any = "any";

    /// <summary>The least share of taps inside the map.</summary>
    public const double LeastShare = 0.75;

    /// <summary>
    /// The share of a 3x3 convolution's taps that lie inside the map, over all its places: the outer taps of a row miss it in so many
    /// columns as they are away from the middle.
    /// </summary>
    public static double Share(int dilation, int height, int width) => Along(dilation, height) * Along(dilation, width);

    /// <summary>The map of a stage that an image of this many pixels makes.</summary>
    public static (int Height, int Width) MapOf(int stage, int height, int width)
    {
        var stride = ReallocatedBackbone.StrideOf(stage);
        return ((height + stride - 1) / stride, (width + stride - 1) / stride);
    }

    /// <summary>The greatest dilation that each stage has; dilation 1 always stays.</summary>
    /// <param name="height">Pixels of the image that the detector sees.</param>
    /// <param name="width">Pixels of the image that the detector sees.</param>
    public static ImmutableArray<int> Greatest(int height, int width) =>
        [
            .. Enumerable
                .Range(0, 4)
                .Select(stage =>
                {
                    var (rows, columns) = MapOf(stage, height, width);
                    return Enumerable
                        .Range(2, DilationSpace.Options - 1)
                        .TakeWhile(dilation => Share(dilation, rows, columns) >= LeastShare)
                        .LastOrDefault(1);
                }),
        ];

    private static double Along(int dilation, int side) => 1 - (2.0 * Math.Min(dilation, side) / (3 * side));
}
