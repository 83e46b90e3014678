using System.Text;

namespace Seed.Output;

/// <summary>A file to be written.</summary>
/// <param name="Name">Path inside its directory.</param>
public sealed record FileContent(string Name, Action<Stream> Write)
{
    public static FileContent Text(string name, string text) => new(name, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    public static FileContent Copy(string name, string source) =>
        new(
            name,
            stream =>
            {
                using var from = File.OpenRead(source);
                from.CopyTo(stream);
            }
        );
}

/// <summary>
/// Replaces a directory as a whole: a reader sees the old files or the new ones, never a mixture, whenever the process ends.
/// </summary>
public static class AtomicDirectory
{
    public static void Replace(string directory, IEnumerable<FileContent> files)
    {
        var full = Path.GetFullPath(directory);
        string[] beside = [.. Aside(Path.GetFileName(full)).Select(name => Path.Combine(Path.GetDirectoryName(full)!, name))];
        var (aside, old) = (beside[0], beside[1]);
        Remove(aside);
        try
        {
            foreach (var file in files)
                WriteFile(Path.Combine(aside, file.Name), file);
        }
        catch
        {
            Remove(aside);
            throw;
        }
        Remove(old);
        if (Directory.Exists(full))
            Directory.Move(full, old);
        Directory.Move(aside, full);
        Remove(old);
    }

    /// <summary>Names of the directories that are beside one of this name while it is replaced: the new one, the old one.</summary>
    public static string[] Aside(string name) => [$".{name}.new", $".{name}.old"];

    private static void WriteFile(string path, FileContent file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
