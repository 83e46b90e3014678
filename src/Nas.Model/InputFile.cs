namespace Nas.Model;

/// <summary>Reads files that come from elsewhere: whole, within a limit, and without waiting for one that never ends.</summary>
public static class InputFile
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <param name="path">As the user named it: errors name it so.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="kind">What the file should be, for the sentence: <c>search file</c>.</param>
    /// <exception cref="UserException">It is larger, or a pipe or device that does not end.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static byte[] Bytes(string path, long most, string kind)
    {
        // A pipe or a device has no length, and opening it may wait for ever.
        if (new FileInfo(path).Length > 0) return Read(path, most, kind);
        var reading = Task.Run(() => Read(path, most, kind));
        if (Task.WaitAny([reading], s_patience) < 0) throw new UserException(
            $"{path}: is a pipe or a device that does not end within {s_patience.TotalSeconds:0} second; put its content into a file and name that");
        return reading.GetAwaiter().GetResult();
    }

    private static byte[] Read(string path, long most, string kind)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        if (stream.CanSeek && stream.Length > most) throw TooLarge(path, most, kind);
        using var content = new MemoryStream(stream.CanSeek ? (int)stream.Length : 0);
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > most) throw TooLarge(path, most, kind);
            content.Write(buffer, 0, read);
        }
        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }

    private static UserException TooLarge(string path, long most, string kind) => new($"{path}: is larger than {most >> 20} MiB, which no {kind} is");
}
