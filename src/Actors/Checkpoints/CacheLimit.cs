namespace Actors.Checkpoints;

/// <summary>Keeps a directory of copies below a size: those that were used longest ago go first, and none that may be in use.</summary>
/// <param name="Root">The directory.</param>
public sealed record CacheLimit(string Root, long Bytes, TimeProvider Time)
{
    /// <summary>A task opens its files when it begins, at most this long after they were found for it.</summary>
    public static readonly TimeSpan InUse = TimeSpan.FromMinutes(15);

    /// <summary>A file is in use from now on.</summary>
    public void Touch(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, Time.GetUtcNow().UtcDateTime);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Gone, or not ours to mark: whoever wanted it notices.
        }
    }

    /// <summary>Deletes what has to go. Processes that share the directory may do so at the same time.</summary>
    public void Keep()
    {
        if (!Directory.Exists(Root))
            return;
        var copies = new DirectoryInfo(Root)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => BlobId.IsValid(file.Name))
            .Select(file => new CachedFile(file.FullName, file.Length, file.LastAccessTimeUtc));
        foreach (var file in ToEvict(copies, Bytes, Time.GetUtcNow().UtcDateTime - InUse))
            File.Delete(file.Path);
    }

    /// <param name="free">Files used since are in use.</param>
    internal static IEnumerable<CachedFile> ToEvict(IEnumerable<CachedFile> files, long limit, DateTime free)
    {
        var oldestFirst = files.OrderBy(file => file.Used).ToList();
        var over = oldestFirst.Sum(file => file.Bytes) - limit;
        foreach (var file in oldestFirst.TakeWhile(file => file.Used < free))
        {
            if (over <= 0)
                yield break;
            over -= file.Bytes;
            yield return file;
        }
    }
}

public sealed record CachedFile(string Path, long Bytes, DateTime Used);
