using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Actors.Checkpoints;

/// <summary>
/// The blobs of many searches under one directory, a folder for each: collecting one search's garbage never touches another's blobs.
/// </summary>
public sealed partial class BlobFolders(string root, TimeProvider time) : IBlobStores
{
    private readonly ConcurrentDictionary<string, FileBlobStore> _stores = new(StringComparer.Ordinal);

    /// <summary>Names come from outside: they stay inside the directory.</summary>
    public static bool IsName(string searchId) => Name().IsMatch(searchId);

    public IBlobStore Of(string searchId)
    {
        if (!IsName(searchId))
            throw new ArgumentException($"'{searchId}' is no name of a search.", nameof(searchId));
        return _stores.GetOrAdd(searchId, id => new FileBlobStore(Path.Combine(root, id), time));
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
