using System.Collections.Immutable;

namespace Nas.Model.Data;

/// <summary>A set whose pixels lie in memory, image after image.</summary>
internal sealed class MemoryDataset : IImageDataset
{
    private readonly byte[] _pixels;
    private readonly int[] _labels;

    /// <param name="name">Name of the set, for messages.</param>
    /// <param name="shape">Shape of every image.</param>
    /// <param name="classNames">Names of the classes, by label.</param>
    /// <param name="pixels">Count x Shape.Size bytes, channel-row-column order; not copied.</param>
    /// <param name="labels">Label of each image; not copied.</param>
    public MemoryDataset(string name, ImageShape shape, ImmutableArray<string> classNames, byte[] pixels, int[] labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.LongLength, (long)labels.Length * shape.Size, nameof(pixels));
        Name = name;
        Shape = shape;
        ClassNames = classNames;
        _pixels = pixels;
        _labels = labels;
    }

    public string Name { get; }

    public int Count => _labels.Length;

    public ImageShape Shape { get; }

    public ImmutableArray<string> ClassNames { get; }

    public int Label(int index) => _labels[index];

    public void CopyPixels(int index, Span<byte> destination) => _pixels.AsSpan(index * Shape.Size, Shape.Size).CopyTo(destination);
}
