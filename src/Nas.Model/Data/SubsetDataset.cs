using System.Collections.Immutable;

namespace Nas.Model.Data;

/// <summary>Some images of another set, in the order of <paramref name="indices"/>.</summary>
internal sealed class SubsetDataset(IImageDataset whole, ImmutableArray<int> indices) : IImageDataset
{
    public string Name => whole.Name;

    public int Count => indices.Length;

    public ImageShape Shape => whole.Shape;

    public ImmutableArray<string> ClassNames => whole.ClassNames;

    public int Label(int index) => whole.Label(indices[index]);

    public void CopyPixels(int index, Span<byte> destination) => whole.CopyPixels(indices[index], destination);
}
