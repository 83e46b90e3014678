namespace Seed.Running;

/// <summary>Tells what the user can mend (a full disk, missing rights) from what they cannot.</summary>
public static class StorageFault
{
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>One sentence for the user; null where the fault is none of theirs.</summary>
    public static string? Sentence(Exception exception)
    {
        if (exception is UnauthorizedAccessException) return $"{exception.Message.TrimEnd('.')}: check the permissions, or choose another directory with --dir.";
        if (exception is not IOException io) return null;
        return (io.HResult & 0xFFFF) switch
        {
            NoSpace or OverQuota => $"The disk is full ({io.Message.TrimEnd('.')}): free some space and give the same command again; nothing is lost.",
            ReadOnlyFileSystem => $"{io.Message.TrimEnd('.')}: choose a directory that can be written with --dir.",
            _ => null,
        };
    }
}
