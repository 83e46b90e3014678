using System.Formats.Tar;
using System.IO.Compression;

namespace Nas.Model.Data.Images;

/// <summary>Lists the images of a set that lies as PART/CLASS/FILE, in a folder or in one .tar.gz.</summary>
internal static class ImageListing
{
    private static readonly string[] Parts = ["train", "val", "test"];

    /// <summary>The archive that <paramref name="root"/> is, or is the only one in; null: the root is a folder of images, or nothing.</summary>
    public static string? FindArchive(string root)
    {
        if (File.Exists(root)) return root;
        if (!Directory.Exists(root) || Directory.Exists(Path.Combine(root, Parts[0]))) return null;
        var archives = Directory.EnumerateFiles(root).Where(IsArchive).Take(2).ToArray();
        return archives.Length == 1 ? archives[0] : null;
    }

    public static bool IsThere(string root) => FindArchive(root) is not null || Directory.Exists(Path.Combine(root, Parts[0]));

    /// <exception cref="DamagedFileException">The archive cannot be unpacked.</exception>
    public static List<ImageEntry> Read(string root) => FindArchive(root) is { } archive ? ReadArchive(archive) : ReadFolder(root);

    private static bool IsArchive(string path) =>
        path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    private static List<ImageEntry> ReadFolder(string root)
    {
        var entries = new List<ImageEntry>();
        foreach (var part in Parts.Where(p => Directory.Exists(Path.Combine(root, p))))
        {
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, part)))
            {
                var files = Directory.EnumerateFiles(folder).Where(f => ImageEntry.IsImage(Path.GetFileName(f)));
                entries.AddRange(files.Select(f => new ImageEntry(part, Path.GetFileName(folder), Path.GetFileName(f), f, null)));
            }
        }
        return entries;
    }

    /// <summary>An archive is read once, from end to end, and its images are kept as they are encoded: gzip has no random access.</summary>
    private static List<ImageEntry> ReadArchive(string path)
    {
        var entries = new List<ImageEntry>();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            using var gzip = new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 1 << 20);
            using var tar = new TarReader(gzip);
            while (tar.GetNextEntry() is { } entry)
            {
                if (Place(entry) is not var (part, className, fileName)) continue;
                using var content = new MemoryStream((int)entry.Length);
                entry.DataStream?.CopyTo(content);
                entries.Add(new ImageEntry(part, className, fileName, $"{path}:{entry.Name}", content.ToArray()));
            }
            // Past the end of the archive lies padding; reading it checks the sum at gzip's end.
            gzip.CopyTo(Stream.Null);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or OverflowException)
        {
            throw new DamagedFileException(
                $"{path} cannot be unpacked after {entries.Count} images ({e.Message.TrimEnd('.')}); put a good copy in its place", e);
        }
        return entries;
    }

    private static (string Part, string ClassName, string FileName)? Place(TarEntry entry)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) return null;
        return entry.Name.Split('/') is [.., var part, var className, var fileName] && Parts.Contains(part) && ImageEntry.IsImage(fileName)
            ? (part, className, fileName)
            : null;
    }
}
