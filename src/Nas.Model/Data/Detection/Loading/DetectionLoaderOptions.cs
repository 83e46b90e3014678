using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Nas.Model.Data.Detection.Loading;

public sealed record DetectionLoaderOptions
{
    public required int Batch { get; init; }

    public required long Seed { get; init; }

    /// <summary>Names the streams: loaders with different purposes draw different orders.</summary>
    public required string Purpose { get; init; }

    /// <summary>Pixels that the shorter side of every image is resized to...</summary>
    public int ShortSide { get; init; } = 800;

    /// <summary>...unless the longer one would be longer than this.</summary>
    public int LongSide { get; init; } = 1333;

    /// <summary>Mirrors every image or not, by chance; off for scoring.</summary>
    public bool Flip { get; init; }

    /// <summary>New order in every epoch; off: the set's own order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>True: the masks of the objects are loaded too.</summary>
    public bool Masks { get; init; }

    /// <summary>Mean of each channel, pixels scaled to [0, 1]; ImageNet's, as published backbones expect.</summary>
    public ImmutableArray<float> Mean { get; init; } = [0.485f, 0.456f, 0.406f];

    /// <summary>Standard deviation of each channel, pixels scaled to [0, 1]; ImageNet's.</summary>
    public ImmutableArray<float> Deviation { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>Batches prepared ahead of the one asked for, on other threads.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Options for a search's images, without augmentation.</summary>
    public static DetectionLoaderOptions Of(DetectionDataSettings data, long seed, string purpose, int batch) =>
        new()
        {
            Batch = batch,
            Seed = seed,
            Purpose = purpose,
            ShortSide = data.ShortSide,
            LongSide = data.LongSide,
        };

    /// <summary>The size at which a detector sees an image of this size.</summary>
    public (int Height, int Width) SizeOf(int height, int width)
    {
        var scale = Math.Min((double)ShortSide / Math.Min(height, width), (double)LongSide / Math.Max(height, width));
        return (Side(height * scale), Side(width * scale));
    }

    private static int Side(double pixels) => Math.Max(1, (int)Math.Round(pixels, MidpointRounding.AwayFromZero));
}
