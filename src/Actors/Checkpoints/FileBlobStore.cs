using System.Collections.Concurrent;

namespace Actors.Checkpoints;

/// <summary>
/// Blobs in a directory, local or shared between machines: <c>ab/abcdef…</c>. A file gets its name only when it is complete and on the
/// disk, so a blob is whole or absent whatever is killed when. Its bytes are checked again the first time a process reads it.
/// </summary>
public sealed class FileBlobStore : IBlobStore, IBlobStores
{
    /// <summary>
    /// A blob is stored before the report that names it is journaled. Younger blobs are not collected: a search that restarts takes far
    /// less than this, and only then can a report be under way for longer than seconds.
    /// </summary>
    public static readonly TimeSpan InFlight = TimeSpan.FromHours(1);

    private const string DamagedSuffix = ".damaged";
    private readonly ConcurrentDictionary<string, FileIdentity> _verified = new(StringComparer.Ordinal);
    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly TempFiles _temp;

    /// <param name="root">Made where it is missing.</param>
    /// <exception cref="StoreUnwritableException">The directory cannot be made.</exception>
    public FileBlobStore(string root, TimeProvider time)
    {
        _root = Path.GetFullPath(root);
        _time = time;
        var incoming = Path.Combine(_root, "incoming");
        _temp = new(incoming, time);
        try
        {
            Directory.CreateDirectory(incoming);
            _temp.DeleteStale();
        }
        catch (Exception e) when (StoreUnwritableException.IsCause(e))
        {
            throw StoreUnwritableException.For(_root, e);
        }
    }

    /// <summary>The store of a directory that belongs to one search.</summary>
    public IBlobStore Of(string searchId) => this;

    public string NewTempPath() => _temp.Next();

    public string Put(string tempPath)
    {
        try
        {
            var id = BlobId.OfFile(tempPath);
            using (var handle = File.OpenHandle(tempPath, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(handle);
            var path = PathOf(id);
            var folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                DirectorySync.Flush(_root);
            }
            // An old file of this name goes: equal if it is sound, and worse if it is not.
            File.Move(tempPath, path, overwrite: true);
            DirectorySync.Flush(folder);
            if (FileIdentity.Of(path) is { } identity)
                _verified[id] = identity;
            return id;
        }
        catch (Exception e) when (StoreUnwritableException.IsCause(e))
        {
            Discard(tempPath);
            throw StoreUnwritableException.For(_root, e);
        }
    }

    public BlobAnswer Find(string id)
    {
        if (!BlobId.IsValid(id))
            return new BlobMissing(id);
        var path = PathOf(id);
        if (FileIdentity.Of(path) is not { } identity)
            return new BlobMissing(id);
        if (_verified.TryGetValue(id, out var verified) && verified == identity)
            return new BlobFound(id, path);
        if (BlobId.OfFile(path) != id)
        {
            _verified.TryRemove(id, out _);
            MoveAside(path);
            return new BlobDamaged(id);
        }
        _verified[id] = identity;
        return new BlobFound(id, path);
    }

    public int DeleteUnreferenced(IReadOnlySet<string> referenced)
    {
        ArgumentNullException.ThrowIfNull(referenced);
        var deleted = 0;
        foreach (var file in new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (BlobId.IsValid(file.Name) && !referenced.Contains(file.Name) && IsOld(file.FullName) && Delete(file.FullName))
                deleted++;
        }
        return deleted;
    }

    /// <summary>
    /// Moves the file away first and looks at its age again: the same bytes may be stored again between the look and the deletion.
    /// </summary>
    private bool Delete(string path)
    {
        var doomed = NewTempPath();
        try
        {
            File.Move(path, doomed);
            if (IsOld(doomed))
            {
                File.Delete(doomed);
                return true;
            }
            File.Move(doomed, path, overwrite: true);
            return false;
        }
        catch (FileNotFoundException)
        {
            // Another process collects as well.
            return false;
        }
        catch (Exception e) when (StoreUnwritableException.IsCause(e))
        {
            throw StoreUnwritableException.For(_root, e);
        }
    }

    private bool IsOld(string path) => _time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > InFlight;

    /// <summary>
    /// Says what is wrong with a blob that should be in a store; null: nothing. Moves nothing, unlike <see cref="Find"/>.
    /// </summary>
    public static string? ProblemOf(string root, string id)
    {
        if (!BlobId.IsValid(id))
            return $"'{id}' is no name of a blob.";
        var path = PathOf(root, id);
        if (!File.Exists(path))
            return File.Exists(path + DamagedSuffix) ? $"{path} was damaged, and was moved aside." : $"{path} is missing.";
        return BlobId.OfFile(path) == id ? null : $"{path} is damaged: its bytes are not those that its name says.";
    }

    /// <summary>Takes a blob of another store, which may lose it meanwhile.</summary>
    /// <returns>A sentence on what is wrong with it there; null: nothing, it is here now.</returns>
    public string? CopyFrom(string root, string id)
    {
        if (ProblemOf(root, id) is { } problem)
            return problem;
        var copy = NewTempPath();
        File.Copy(PathOf(root, id), copy);
        return Put(copy) == id ? null : $"{PathOf(root, id)} changed while it was copied: is the disk sound?";
    }

    private string PathOf(string id) => PathOf(_root, id);

    /// <summary>The path at which a store has a blob, if it has it.</summary>
    public static string PathOf(string root, string id) => Path.Combine(root, id[..2], id);

    private static void MoveAside(string path)
    {
        try
        {
            File.Move(path, path + DamagedSuffix, overwrite: true);
        }
        catch (Exception e) when (StoreUnwritableException.IsCause(e))
        {
            // A store that cannot be written is still read; the file fails its check the next time as well.
        }
    }

    private static void Discard(string tempPath)
    {
        try
        {
            File.Delete(tempPath);
        }
        catch (Exception e) when (StoreUnwritableException.IsCause(e))
        {
            // The caller is about to hear of the same trouble; the next start cleans up.
        }
    }

    /// <summary>The marks of a file that change when someone writes to it or puts another in its place.</summary>
    private readonly record struct FileIdentity(long Length, DateTime Written)
    {
        public static FileIdentity? Of(string path) =>
            new FileInfo(path) is { Exists: true } file ? new(file.Length, file.LastWriteTimeUtc) : null;
    }
}
