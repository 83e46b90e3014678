namespace Seed.Output;

/// <summary>Tells what the user can mend (a full disk, missing rights) from what they cannot.</summary>
public static class StorageFault
{
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>
    /// One sentence for the user, and the exit code: a directory that cannot be written was a mistake, a disk that filled up was not. Null
    /// where the fault is none of theirs.
    /// </summary>
    public static (string Sentence, int ExitCode)? Of(Exception exception)
    {
        if (exception is UnauthorizedAccessException)
        {
            return (
                $"{exception.Message.TrimEnd('.')}: check the permissions, or choose another directory with --dir.",
                ExitCodes.UserMistake
            );
        }
        if (exception is not IOException io)
            return null;
        return (io.HResult & 0xFFFF) switch
        {
            NoSpace or OverQuota => (
                $"The disk is full ({io.Message.TrimEnd('.')}): free some space and give the same command again; nothing is lost.",
                ExitCodes.Failed
            ),
            ReadOnlyFileSystem => ($"{io.Message.TrimEnd('.')}: choose a directory that can be written with --dir.", ExitCodes.UserMistake),
            _ => null,
        };
    }
}
