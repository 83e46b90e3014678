using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Nas.Model.Data.Images;

/// <summary>
/// A set in ImageNet's layout: train/CLASS/FILE and test/CLASS/FILE, or val for test; classes numbered by name in ordinal order, images of
/// a class by file name. Three channels.
/// </summary>
internal static class ImageFolderSet
{
    /// <summary>A part that takes no more than this when decoded is decoded at once and kept; a larger one is decoded on demand.</summary>
    private const long MemoryLimit = 512L << 20;

    /// <summary>True where hidden folders are classes too: a search that began with them goes on with them.</summary>
    public static bool HasHiddenClasses(DataSettings settings) => settings.Edition is null or DataSettings.First;

    /// <param name="root">The folder, or the archive, or the folder that holds just that archive.</param>
    /// <param name="side">Sides of the images; null: all are of one size, and keep it.</param>
    /// <param name="skipDamaged">Leave unreadable images out, with a warning each; every image is then decoded once before the
    /// start.</param>
    /// <param name="memoryLimit">Bytes of a decoded part that is kept in memory.</param>
    /// <param name="hidden">Value of <see cref="HasHiddenClasses"/>.</param>
    /// <exception cref="DamagedFileException">The archive, or an image that is not to be skipped, cannot be read.</exception>
    /// <exception cref="UserException">The layout is another, or images differ in size.</exception>
    public static RawSet Read(string root, int? side, bool skipDamaged, long memoryLimit = MemoryLimit, bool hidden = false)
    {
        var listing = ImageListing.Read(root, hidden);
        var parts = listing.Entries.ToLookup(e => e.Part);
        var testPart = parts.Contains("test") ? "test" : "val";
        if (new[] { "train", testPart }.FirstOrDefault(p => !parts.Contains(p)) is { } missing)
        {
            throw new UserException(
                $"data.root {root} has no image {missing}/CLASS/*.jpg or *.png: put its {missing} images there, a folder for each class"
            );
        }
        ImmutableArray<string> classNames = [.. parts["train"].Select(e => e.ClassName).Distinct().Order(StringComparer.Ordinal)];
        if (parts[testPart].FirstOrDefault(e => !classNames.Contains(e.ClassName)) is { } stranger)
        {
            throw new UserException(
                $"{stranger.Display} is of class {stranger.ClassName}, which has no image in {root}'s train: give it some there or remove it"
            );
        }
        var shape = side is { } given ? new ImageShape(3, given, given) : FirstShape(parts["train"]);
        var reading = new Reading(Path.GetFileName(root.TrimEnd('/')), shape, classNames, side, skipDamaged, memoryLimit);
        var (train, trainWarnings) = reading.ReadPart(parts["train"]);
        var (test, testWarnings) = reading.ReadPart(parts[testPart]);
        string[] other =
            testPart == "test" && parts.Contains("val")
                ? [$"{root}: val is left out, for there is test: {parts["val"].Count():N0} images"]
                : [];
        return new RawSet(train, test) { Warnings = [.. trainWarnings, .. testWarnings], Notes = [.. listing.LeftOut, .. other] };
    }

    private static ImageShape FirstShape(IEnumerable<ImageEntry> entries)
    {
        foreach (var entry in Ordered(entries))
        {
            try
            {
                return entry.Decode(null).Shape;
            }
            catch (UnreadableImageException)
            {
                // Refused or skipped by name when its part is read.
            }
        }
        throw new DamagedFileException(
            $"{entries.First().Display} and all other training images cannot be read: put good copies in their place"
        );
    }

    private static IEnumerable<ImageEntry> Ordered(IEnumerable<ImageEntry> entries) =>
        entries.OrderBy(e => e.ClassName, StringComparer.Ordinal).ThenBy(e => e.FileName, StringComparer.Ordinal);

    private sealed record Reading(
        string Name,
        ImageShape Shape,
        ImmutableArray<string> ClassNames,
        int? Side,
        bool SkipDamaged,
        long MemoryLimit
    )
    {
        public (IImageDataset Data, ImmutableArray<string> Warnings) ReadPart(IEnumerable<ImageEntry> unordered)
        {
            ImmutableArray<ImageEntry> entries = [.. Ordered(unordered)];
            var number = ClassNames.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
            var labels = entries.Select(e => number[e.ClassName]).ToArray();
            var encoded = new EncodedDataset(Name, Shape, ClassNames, entries, labels, Side);
            var keep = (long)entries.Length * Shape.Size <= MemoryLimit;
            if (!keep && !SkipDamaged)
                return (encoded, []);

            var pixels = keep ? GC.AllocateUninitializedArray<byte>(entries.Length * Shape.Size) : null;
            var reasons = DecodeAll(encoded, pixels);
            var bad = Enumerable.Range(0, entries.Length).Where(i => reasons[i] is not null).ToArray();
            if (bad.Length > 0 && !SkipDamaged)
                throw encoded.Refusal(bad[0], reasons[bad[0]]!);

            IImageDataset data = pixels is null ? encoded : new MemoryDataset(Name, Shape, ClassNames, pixels, labels);
            if (bad.Length == 0)
                return (data, []);
            var good = new SubsetDataset(data, [.. Enumerable.Range(0, entries.Length).Where(i => reasons[i] is null)]);
            return (good, [.. bad.Select(i => encoded.SkipWarning(i, reasons[i]!))]);
        }

        /// <summary>
        /// Decodes every image, to <paramref name="pixels"/> where given; returns why each cannot be read, null where it can.
        /// </summary>
        private static string?[] DecodeAll(EncodedDataset encoded, byte[]? pixels)
        {
            var reasons = new string?[encoded.Count];
            UserException? refusal = null;
            Parallel.For(
                0,
                encoded.Count,
                (i, loop) =>
                {
                    try
                    {
                        var decoded = encoded.DecodeChecked(i);
                        if (pixels is not null)
                            decoded.CopyTo(pixels, i * decoded.Length);
                    }
                    catch (UnreadableImageException e)
                    {
                        reasons[i] = e.Message;
                    }
                    catch (UserException e)
                    {
                        Interlocked.CompareExchange(ref refusal, e, null);
                        loop.Stop();
                    }
                }
            );
            return refusal is null ? reasons : throw refusal;
        }
    }
}
