using System.Collections.Immutable;

namespace Nas.Model.Data;

public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    public int Size => Channels * Height * Width;
}

/// <summary>Labelled images of one shape, by index. Safe to read from several threads.</summary>
public interface IImageDataset
{
    string Name { get; }

    int Count { get; }

    ImageShape Shape { get; }

    ImmutableArray<string> ClassNames { get; }

    int Label(int index);

    /// <summary>
    /// Copies the pixels of one image, bytes in channel-row-column order, to <paramref name="destination"/> (Shape.Size bytes).
    /// </summary>
    void CopyPixels(int index, Span<byte> destination);
}

/// <summary>
/// The three disjoint parts of a set. Architectures are scored on <see cref="Validation"/>; <see cref="Test"/> is read once, by the
/// final report. Mean and deviation are per channel, of the training part's pixels scaled to [0, 1].
/// </summary>
public sealed record DataSplits(
    IImageDataset Train,
    IImageDataset Validation,
    IImageDataset Test,
    ImmutableArray<float> Mean,
    ImmutableArray<float> Deviation
)
{
    /// <summary>One sentence for each image that was skipped because it is unreadable; for the user's eyes.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
