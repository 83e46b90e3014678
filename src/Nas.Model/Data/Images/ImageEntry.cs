namespace Nas.Model.Data.Images;

/// <summary>One encoded image of a folder or of an archive.</summary>
/// <param name="Part">The folder above the class: train, val or test.</param>
/// <param name="ClassName">The folder that the file is in.</param>
/// <param name="FileName">Name of the file, without folders.</param>
/// <param name="Display">Name of the image in messages.</param>
/// <param name="Content">Bytes of the file where they are in memory already; null: the file at Display is read when needed.</param>
internal sealed record ImageEntry(string Part, string ClassName, string FileName, string Display, byte[]? Content)
{
    /// <summary>Limit on the bytes of one encoded image: more than any camera writes.</summary>
    public const int MostBytes = 256 << 20;

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    public static bool IsImage(string fileName) =>
        !fileName.StartsWith('.') && Extensions.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase);

    public byte[] Read() => Content ?? InputFile.Bytes(Display, MostBytes, "image");

    /// <exception cref="UnreadableImageException">The bytes are no image, or cannot be read at all.</exception>
    public DecodedImage Decode(int? side)
    {
        try
        {
            return ImageDecoder.Decode(Read(), side);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserException)
        {
            throw new UnreadableImageException(e.Message.TrimEnd('.'));
        }
    }
}
