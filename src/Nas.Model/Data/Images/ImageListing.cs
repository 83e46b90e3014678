using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;

namespace Nas.Model.Data.Images;

/// <summary>The images of a set that lies as PART/CLASS/FILE, in a folder or in one .tar.gz.</summary>
/// <param name="LeftOut">A sentence for each kind of thing that lies there and is no image of the set.</param>
internal sealed record ImageListing(ImmutableArray<ImageEntry> Entries, ImmutableArray<string> LeftOut)
{
    /// <summary>
    /// An archive of images is hardly smaller than they are: what unpacks to more than this many times its size, and more than this, never
    /// ends.
    /// </summary>
    private const long MostExpansion = 20,
        AnyExpansion = 256L << 20;

    private static readonly string[] Parts = ["train", "val", "test"];

    /// <summary>
    /// The archive that <paramref name="root"/> is, or is the only one in; null: the root is a folder of images, or nothing.
    /// </summary>
    public static string? FindArchive(string root)
    {
        if (File.Exists(root))
            return root;
        if (!Directory.Exists(root) || Directory.Exists(Path.Combine(root, Parts[0])))
            return null;
        var archives = Directory.EnumerateFiles(root).Where(IsArchive).Take(2).ToArray();
        return archives.Length == 1 ? archives[0] : null;
    }

    public static bool IsThere(string root) => FindArchive(root) is not null || Directory.Exists(Path.Combine(root, Parts[0]));

    /// <param name="hidden">True: hidden folders are classes too, as they were in the first edition.</param>
    /// <exception cref="DamagedFileException">The archive cannot be unpacked.</exception>
    public static ImageListing Read(string root, bool hidden)
    {
        var passed = new PassedOver();
        var entries = FindArchive(root) is { } archive ? ReadArchive(archive, hidden, passed) : ReadFolder(root, hidden, passed);
        return new ImageListing([.. entries], passed.Sentences(root));
    }

    private static bool IsArchive(string path) =>
        path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for what editors and file managers keep beside images: .ipynb_checkpoints, __MACOSX.</summary>
    private static bool IsHidden(string name) => name.StartsWith('.') || name == "__MACOSX";

    private static List<ImageEntry> ReadFolder(string root, bool hidden, PassedOver passed)
    {
        var entries = new List<ImageEntry>();
        foreach (var part in Parts.Where(p => Directory.Exists(Path.Combine(root, p))))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, part)))
                passed.AddFile($"{part}/{Path.GetFileName(file)}");
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, part)))
            {
                var name = Path.GetFileName(folder);
                if (IsHidden(name) && !hidden)
                {
                    passed.Add(PassedOver.Hidden, $"{part}/{name}");
                    continue;
                }
                var before = entries.Count;
                foreach (var item in new DirectoryInfo(folder).EnumerateFileSystemInfos())
                {
                    if (item is DirectoryInfo)
                        passed.Add(IsHidden(item.Name) ? PassedOver.Hidden : PassedOver.Nested, $"{part}/{name}/{item.Name}");
                    else if (passed.Takes(item.Name, $"{part}/{name}/{item.Name}"))
                        entries.Add(new ImageEntry(part, name, item.Name, Path.Combine(folder, item.Name), null));
                }
                if (entries.Count == before)
                    passed.Add(PassedOver.Empty, $"{part}/{name}");
            }
        }
        return entries;
    }

    /// <summary>An archive is read once, from end to end, and its images are kept as they are encoded: gzip has no random access.</summary>
    private static List<ImageEntry> ReadArchive(string path, bool hidden, PassedOver passed)
    {
        // A pipe or a device has no length either, and opening it may wait for ever.
        if (new FileInfo(path).Length == 0)
            throw new DamagedFileException($"{path} is empty, or a pipe or a device; put a good copy in its place");
        var entries = new List<ImageEntry>();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            var most = Math.Max(AnyExpansion, MostExpansion * file.Length);
            using var gzip = new BufferedStream(new LimitedStream(new GZipStream(file, CompressionMode.Decompress), most), 1 << 20);
            using var tar = new TarReader(gzip);
            while (tar.GetNextEntry() is { } entry)
            {
                if (Place(entry, hidden, passed) is not var (part, className, fileName))
                    continue;
                if (entry.Length > ImageEntry.MostBytes)
                    throw new InvalidDataException(
                        $"{entry.Name} has {entry.Length:N0} bytes, and an image has at most {ImageEntry.MostBytes:N0}"
                    );
                var content = new byte[entry.Length];
                entry.DataStream?.ReadExactly(content);
                entries.Add(new ImageEntry(part, className, fileName, $"{path}:{entry.Name}", content));
            }
            // Past the end of the archive lies padding; reading it checks the sum at gzip's end.
            gzip.CopyTo(Stream.Null);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or OverflowException)
        {
            throw new DamagedFileException(
                $"{path} cannot be unpacked after {entries.Count} images ({e.Message.TrimEnd('.')}); put a good copy in its place",
                e
            );
        }
        return entries;
    }

    private static (string Part, string ClassName, string FileName)? Place(TarEntry entry, bool hidden, PassedOver passed)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            return null;
        var names = entry.Name.Split('/');
        if (!hidden && names.SkipLast(1).FirstOrDefault(name => name != "." && IsHidden(name)) is { } folder)
        {
            passed.Add(PassedOver.Hidden, string.Join('/', names.TakeWhile(name => name != folder).Append(folder)));
            return null;
        }
        if (names is [.., var part, var className, var fileName] && Parts.Contains(part))
            return passed.Takes(fileName, entry.Name) ? (part, className, fileName) : null;
        if (names is [.., var above, _] && Parts.Contains(above))
            passed.AddFile(entry.Name);
        else if (names.Any(Parts.Contains))
            passed.Add(PassedOver.Nested, entry.Name);
        return null;
    }
}
