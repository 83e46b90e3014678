using System.Security.Cryptography;

namespace Actors.Checkpoints;

/// <summary>The form of blob ids. Nothing else may become part of a path.</summary>
public static class BlobId
{
    private const int Length = 2 * SHA256.HashSizeInBytes;

    public static bool IsValid(string id) => id is { Length: Length } && id.All(char.IsAsciiHexDigitLower);

    /// <summary>The id that a file's content has.</summary>
    public static string OfFile(string path)
    {
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            1 << 16,
            FileOptions.SequentialScan
        );
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
