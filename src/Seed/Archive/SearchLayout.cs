using Actors.Hosting;
using Actors.Persistence;
using Actors.Scores;
using Nas.Model;
using Seed.Output;
using Seed.Results;

namespace Seed.Archive;

/// <summary>The names of what lies in a search's directory.</summary>
internal static class SearchLayout
{
    public const string Lock = "lock";
    public const string Logs = "logs";

    private static readonly string[] Files =
    [
        SearchDirectory.RequestFile,
        SearchDirectory.SettingsFile,
        SearchDirectory.RequestFile + ".new",
        SearchDirectory.SettingsFile + ".new",
        SearchDirectory.LeftOutFile,
        SearchDirectory.LeftOutFile + ".new",
        Lock,
        OwnerOf(Lock),
        .. SearchPersistence.Files,
        ScoreFile.Name,
        ScoreFile.Name + "-wal",
        ScoreFile.Name + "-shm",
        Path.Combine(Logs, SearchDirectory.ControlLog),
    ];

    private static readonly string[] Folders =
    [
        LocalCluster.BlobFolder,
        Path.Combine(LocalCluster.BlobFolder, "incoming"),
        JournalEnds.Folder,
        Logs,
        ResultFiles.DirectoryName,
        .. AtomicDirectory.Aside(ResultFiles.DirectoryName),
    ];

    /// <summary>The file that names the holder of a held file: the held file itself cannot be read by others.</summary>
    public static string OwnerOf(string path) => path + ".pid";

    /// <summary>
    /// Whatever bears one of these names is a thing of its kind, and settings can be read. Said before anything is opened: much of it would
    /// be come upon in the middle of a search, some by a thread that waits for ever.
    /// </summary>
    /// <exception cref="UserException">The first that is not.</exception>
    public static void Require(string directory)
    {
        if (File.Exists(directory))
            throw new UserException($"{directory}: is a file; give a directory with --dir");
        if (!Directory.Exists(directory))
            return;
        if (!PathKinds.MayBeEntered(directory, write: false))
            throw new UserException($"{directory}: cannot be read; check the permissions");
        foreach (var folder in Folders)
            PathKinds.Require(Path.Combine(directory, folder), PathKind.Folder);
        foreach (var file in Files)
            PathKinds.Require(Path.Combine(directory, file), PathKind.File);
        try
        {
            // No database: whoever closes one that this process has open elsewhere takes its locks away.
            foreach (
                var file in new[] { SearchDirectory.RequestFile, SearchDirectory.SettingsFile }
                    .Select(file => Path.Combine(directory, file))
                    .Where(File.Exists)
            )
            {
                File.OpenHandle(file, share: FileShare.ReadWrite | FileShare.Delete).Dispose();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{directory}: cannot be read ({exception.Message.TrimEnd('.')}); check the permissions", exception);
        }
    }
}
