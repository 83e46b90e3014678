using Nas.Model.Settings;

namespace Nas.Model.Data.Images;

/// <summary>
/// A look at an image folder that is soon over, however large it is: all names, and a few images of each part; or at all of them.
/// </summary>
internal static class ImageFolderLook
{
    /// <summary>Images of each part that are decoded, evenly spread.</summary>
    private const int Decoded = 32;

    /// <summary>An archive is read from end to end, or not at all.</summary>
    private const long LargestArchive = 512L << 20;

    /// <param name="decode">Find out which images are skipped, however long it takes.</param>
    /// <returns>The set, none of whose images is kept, or null where it was not looked at; and what was not looked at, in a sentence, null
    /// where nothing was left out.</returns>
    /// <exception cref="DamagedFileException">The archive cannot be read, or an image that was looked at and is not to be
    /// skipped.</exception>
    /// <exception cref="UserException">The layout is another, or images differ in size.</exception>
    public static (RawSet? Set, string? NotSeen) At(string root, DataSettings settings, bool decode)
    {
        var hidden = ImageFolderSet.HasHiddenClasses(settings);
        if (decode && settings.Damaged == "skip")
            return (ImageFolderSet.Read(root, settings.Side, skipDamaged: true, memoryLimit: 0, hidden), null);
        if (ImageListing.FindArchive(root) is { } archive && new FileInfo(archive).Length is > LargestArchive and var length)
        {
            return (null, $"{archive} has {length >> 20:N0} MiB and was not unpacked to look into it.");
        }
        var set = ImageFolderSet.Read(root, settings.Side, skipDamaged: false, memoryLimit: 0, hidden);
        var looks = Look(set.Train, settings.Damaged == "skip") + Look(set.Test, settings.Damaged == "skip");
        var all = set.Train.Count + set.Test.Count;
        return (set, looks == all ? null : $"Of the {all:N0} images in {root} {looks} were decoded to look at them.");
    }

    /// <returns>Number of images that were decoded.</returns>
    private static int Look(IImageDataset part, bool skipDamaged)
    {
        var looks = Math.Min(Decoded, part.Count);
        Span<byte> pixels = new byte[part.Shape.Size];
        for (var look = 0; look < looks; look++)
        {
            try
            {
                part.CopyPixels((int)((long)look * part.Count / looks), pixels);
            }
            catch (DamagedFileException) when (skipDamaged)
            {
                // Named and left out when the set is read.
            }
        }
        return looks;
    }
}
