namespace Nas.Model;

/// <summary>Reads files that come from elsewhere: whole, within a limit, and without waiting for one that never ends.</summary>
public static class InputFile
{
    private const long MostOfPipe = 16 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <param name="path">As the user named it: errors name it so.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="kind">What the file should be, for the sentence: <c>search file</c>.</param>
    /// <exception cref="UserException">It is larger, or a pipe or device that does not end.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static byte[] Bytes(string path, long most, string kind)
    {
        if (new FileInfo(path).Length > 0) return Read(path, most) ?? throw new UserException($"{path}: is larger than {most >> 20} MiB, which no {kind} is");
        // A pipe or a device has no length, and opening it may wait for ever.
        var reading = Task.Run(() => Read(path, Math.Min(most, MostOfPipe)));
        if (Task.WaitAny([reading], s_patience) == 0 && reading.GetAwaiter().GetResult() is { } content) return content;
        throw new UserException($"{path}: is a pipe or a device that does not end within {s_patience.TotalSeconds:0} second; put the {kind} into a file and name that");
    }

    /// <summary>For one that may be too large to be read whole.</summary>
    /// <param name="kind">As of <see cref="Bytes"/>.</param>
    /// <exception cref="UserException">A pipe or device that does not end.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static Stream Open(string path, string kind) => new FileInfo(path).Length > 0
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan)
        : new MemoryStream(Bytes(path, MostOfPipe, kind));

    /// <returns>Null: there are more bytes.</returns>
    private static byte[]? Read(string path, long most)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        var length = stream.CanSeek ? stream.Length : 0;
        if (length > most) return null;
        using var content = new MemoryStream((int)length);
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > most) return null;
            content.Write(buffer, 0, read);
        }
        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }
}
