using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Nas.Model;

/// <summary>Reads files that come from elsewhere: whole, within a limit, and without waiting for one that never ends.</summary>
public static class InputFile
{
    private const long MostOfPipe = 16 << 20;

    /// <summary>A pipe may be silent for so long, as while its writer starts on a busy machine, and take so long altogether.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2),
        Patience = TimeSpan.FromSeconds(10);

    /// <param name="path">The path as the user gave it, since errors name it so.</param>
    /// <param name="most">Limit in bytes.</param>
    /// <param name="kind">Kind of the expected file, for the sentence: <c>search file</c>.</param>
    /// <exception cref="UserException">The file is larger, or a pipe or device that does not end.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static byte[] Bytes(string path, long most, string kind)
    {
        if (new FileInfo(path).Length > 0)
            return Read(path, most) ?? throw new UserException($"{path}: is larger than {most >> 20} MiB, which no {kind} is");
        // A pipe or a device has no length, and opening it may wait for ever.
        var come = new StrongBox<long>();
        var reading = Task.Run(() => Read(path, Math.Min(most, MostOfPipe), come));
        var clock = Stopwatch.StartNew();
        for (var before = -1L; !reading.IsCompleted && Volatile.Read(ref come.Value) != before && clock.Elapsed < Patience; )
        {
            before = Volatile.Read(ref come.Value);
            _ = Task.WaitAny([reading], Silence);
        }
        if (reading.IsCompleted && reading.GetAwaiter().GetResult() is { } content)
            return content;
        throw new UserException(
            $"{path}: is a pipe or a device that does not end, or not soon enough; put the {kind} into a file and name that"
        );
    }

    /// <summary>Opens a file that may be too large to be read whole.</summary>
    /// <param name="kind">Kind of the expected file, as in <see cref="Bytes"/>.</param>
    /// <exception cref="UserException">A pipe or device that does not end.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static Stream Open(string path, string kind) =>
        new FileInfo(path).Length > 0
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan)
            : new MemoryStream(Bytes(path, MostOfPipe, kind));

    /// <param name="come">Receives the number of bytes read so far.</param>
    /// <returns>The content; null: there are more bytes than the limit.</returns>
    private static byte[]? Read(string path, long most, StrongBox<long>? come = null)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        var length = stream.CanSeek ? stream.Length : 0;
        if (length > most)
            return null;
        using var content = new MemoryStream((int)length);
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            if (content.Length + read > most)
                return null;
            content.Write(buffer, 0, read);
            if (come is not null)
                Volatile.Write(ref come.Value, content.Length);
        }
        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }
}
