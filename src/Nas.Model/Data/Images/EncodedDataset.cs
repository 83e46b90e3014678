using System.Collections.Immutable;

namespace Nas.Model.Data.Images;

/// <summary>Images that are decoded when they are asked for.</summary>
internal sealed class EncodedDataset(
    string name,
    ImageShape shape,
    ImmutableArray<string> classNames,
    ImmutableArray<ImageEntry> entries,
    int[] labels,
    int? side
) : IImageDataset
{
    public string Name => name;

    public int Count => entries.Length;

    public ImageShape Shape => shape;

    public ImmutableArray<string> ClassNames => classNames;

    public int Label(int index) => labels[index];

    /// <exception cref="DamagedFileException">The image cannot be decoded.</exception>
    /// <exception cref="UserException">The image is of another size than the first.</exception>
    public void CopyPixels(int index, Span<byte> destination)
    {
        try
        {
            DecodeChecked(index).AsSpan().CopyTo(destination);
        }
        catch (UnreadableImageException e)
        {
            throw Refusal(index, e.Message);
        }
    }

    /// <exception cref="UnreadableImageException">The image cannot be decoded.</exception>
    /// <exception cref="UserException">The image is of another size than the first.</exception>
    public byte[] DecodeChecked(int index)
    {
        var image = entries[index].Decode(side);
        return image.Shape == shape
            ? image.Pixels
            : throw new UserException(
                $"{entries[index].Display} is {image.Shape.Width} x {image.Shape.Height} pixels and the set's first image is "
                    + $"{shape.Width} x {shape.Height}: give data.side, the side that all are resized to"
            );
    }

    public DamagedFileException Refusal(int index, string reason) =>
        new($"{entries[index].Display} cannot be read ({reason}): remove it, or set data.damaged to skip");

    public string SkipWarning(int index, string reason) => $"{entries[index].Display} cannot be read ({reason}) and was skipped.";
}
