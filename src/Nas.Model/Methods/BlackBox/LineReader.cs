using System.Threading.Channels;

namespace Nas.Model.Methods.BlackBox;

/// <summary>
/// Lines from a process, awaited for a limited time, kept in limited memory. Reads on a thread of its own, as pipes have no time limits.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>Limit on the bytes of a line.</summary>
    public const int Longest = 1 << 20;

    /// <summary>Limit on the lines that nobody asked for; beyond it the process that writes them waits.</summary>
    private const int Unasked = 16;

    private readonly Channel<Waited> _lines = Channel.CreateBounded<Waited>(Unasked);

    public LineReader(Stream stream) => new Thread(() => Read(stream)) { IsBackground = true, Name = "evaluator-output" }.Start();

    public bool HasUnread => _lines.Reader.Count > 0;

    /// <summary>True where no line is left, and none will come.</summary>
    public bool HasEnded => _lines.Reader.Completion.IsCompleted;

    /// <summary>The next line; none of its parts where none came in time.</summary>
    public Waited Next(TimeSpan limit)
    {
        if (!_lines.Reader.WaitToReadAsync().AsTask().Wait(limit))
            return default;
        return _lines.Reader.TryRead(out var line) ? line : new Waited(null, HasEnded: true);
    }

    /// <summary>Ends the reading: no later line counts, though others may hold the pipe, and the reading thread is let go.</summary>
    public void Dispose() => _lines.Writer.TryComplete();

    private void Read(Stream stream)
    {
        using var own = stream;
        new BoundedLines(Longest, "\n"u8.ToArray()).Read(
            stream,
            (line, cut) => Put(cut ? new Waited(null, IsTooLong: true) : new Waited(line)) && !cut
        );
        _lines.Writer.TryComplete();
    }

    /// <returns>True while anybody still listens.</returns>
    private bool Put(Waited line)
    {
        while (!_lines.Writer.TryWrite(line))
        {
            if (!_lines.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                return false;
        }
        return true;
    }
}

/// <summary>Outcome of waiting for a line.</summary>
internal readonly record struct Waited(string? Line, bool HasEnded = false, bool IsTooLong = false);
