using Nas.Model;

namespace Actors.Checkpoints;

/// <summary>The store cannot be written. Nothing that was stored before is lost.</summary>
public sealed class StoreUnwritableException(string message, Exception? inner = null) : UserException(message, inner)
{
    /// <summary>Whether a full or read-only disk throws this, be it in the store or in code that writes a file for it.</summary>
    public static bool IsCause(Exception exception) =>
        exception is UnauthorizedAccessException or (IOException and not FileNotFoundException);

    public static StoreUnwritableException For(string directory, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var why = cause.Message.Split('\n')[0].TrimEnd('.', ' ', '\r');
        return new($"{directory} cannot be written ({why}): free some space or make it writable, then give the same command again.", cause);
    }
}
