using System.Text;
using System.Threading.Channels;

namespace Nas.Model.Execution.BlackBox;

/// <summary>Lines from a process, awaited for a limited time, kept in limited memory. Reads on a thread of its own, as pipes have no time limits.</summary>
internal sealed class LineReader : IDisposable
{
    public const int Longest = 1 << 20;

    /// <summary>Lines that nobody asked for are not read on and on: the process that writes them waits.</summary>
    private const int Unasked = 16;

    private readonly Channel<Waited> _lines = Channel.CreateBounded<Waited>(Unasked);

    public LineReader(TextReader reader) => new Thread(() => Read(reader)) { IsBackground = true, Name = "evaluator-output" }.Start();

    public bool HasUnread => _lines.Reader.Count > 0;

    /// <summary>No line is left, and none will come.</summary>
    public bool HasEnded => _lines.Reader.Completion.IsCompleted;

    /// <summary>The next line; none of its parts where none came in time.</summary>
    public Waited Next(TimeSpan limit)
    {
        if (!_lines.Reader.WaitToReadAsync().AsTask().Wait(limit)) return default;
        return _lines.Reader.TryRead(out var line) ? line : new Waited(null, HasEnded: true);
    }

    /// <summary>Lets the reading thread go.</summary>
    public void Dispose() => _lines.Writer.TryComplete();

    private void Read(TextReader reader)
    {
        try
        {
            var line = new StringBuilder();
            var letters = new char[4096];
            for (int count; (count = reader.Read(letters, 0, letters.Length)) > 0;)
            {
                foreach (var letter in letters.AsSpan(0, count))
                {
                    if (letter == '\n')
                    {
                        if (!Put(new Waited(line.ToString().TrimEnd('\r')))) return;
                        line.Clear();
                    }
                    else if (line.Append(letter).Length > Longest)
                    {
                        Put(new Waited(null, IsTooLong: true));
                        return;
                    }
                }
            }
            if (line.Length > 0) Put(new Waited(line.ToString()));
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException)
        {
            // The process was killed.
        }
        finally
        {
            _lines.Writer.TryComplete();
        }
    }

    /// <returns>Whether anybody still listens.</returns>
    private bool Put(Waited line)
    {
        while (!_lines.Writer.TryWrite(line))
        {
            if (!_lines.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult()) return false;
        }
        return true;
    }
}
