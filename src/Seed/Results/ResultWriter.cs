using Actors.Checkpoints;
using Actors.Hosting;

namespace Seed.Results;

/// <summary>Puts a search's result where people find it.</summary>
public static class ResultWriter
{
    /// <returns>The result directory.</returns>
    public static string Write(string searchDirectory, SearchOutcome outcome, TextWriter error)
    {
        var result = Path.Combine(searchDirectory, ResultFiles.DirectoryName);
        var weights = outcome.Comparison.FirstOrDefault(row => row.Role == Comparison.Winner)?.Weights;
        var file = weights is null ? null : BlobFile(searchDirectory, weights, error);
        AtomicDirectory.Replace(result, ResultFiles.Of(outcome, VersionInfo.Of(outcome.Settings), file));
        return result;
    }

    /// <summary>The blob's file, verified; null where the store has it no more, which the user is told.</summary>
    private static string? BlobFile(string searchDirectory, string blob, TextWriter error)
    {
        var path = Path.Combine(searchDirectory, LocalCluster.BlobFolder, blob[..2], blob);
        if (File.Exists(path) && BlobId.OfFile(path) == blob) return path;
        error.WriteLine($"{path}: the winner's weights are missing or damaged; the result is written without them.");
        return null;
    }
}
