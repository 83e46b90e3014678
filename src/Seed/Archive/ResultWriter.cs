using Actors.Checkpoints;
using Seed.Archive;
using Seed.Output;
using Seed.Results;

namespace Seed.Archive;

/// <summary>Puts a search's result where people find it.</summary>
public static class ResultWriter
{
    /// <returns>The result directory.</returns>
    public static string Write(SearchSource search, ISearchResult found, TextWriter error)
    {
        var result = Path.Combine(search.Directory, ResultFiles.DirectoryName);
        var file = found.Weights is { } weights ? BlobFile(search.Blobs, weights, error) : null;
        Directory.CreateDirectory(search.Directory);
        AtomicDirectory.Replace(result, ResultFiles.Of(found, VersionInfo.Of(found.Outcome.Settings), file));
        return result;
    }

    /// <summary>The blob's file, verified; null where the store has it no more, which the user is told.</summary>
    private static string? BlobFile(string blobs, string blob, TextWriter error)
    {
        var path = Path.Combine(blobs, blob[..2], blob);
        if (File.Exists(path) && BlobId.OfFile(path) == blob)
            return path;
        error.WriteLine($"{path}: the winner's weights are missing or damaged; the result is written without them.");
        return null;
    }
}
