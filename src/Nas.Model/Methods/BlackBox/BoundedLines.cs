using System.Buffers;
using System.Text;

namespace Nas.Model.Methods.BlackBox;

/// <summary>Splits what a process writes into lines, however much it writes, in limited memory.</summary>
/// <param name="longest">Limit on the bytes of a line.</param>
/// <param name="ends">Each of these bytes ends a line.</param>
internal sealed class BoundedLines(int longest, byte[] ends)
{
    /// <summary>Returns at the end of the stream, or when nobody takes lines any more.</summary>
    /// <param name="take">Receives each line without its end, and whether it was cut at the bound, its rest left out. It returns false to
    /// receive no more lines.</param>
    public void Read(Stream stream, Func<string, bool, bool> take)
    {
        var line = new ArrayBufferWriter<byte>();
        var bytes = new byte[1 << 14];
        var cut = false;
        try
        {
            for (int count; (count = stream.Read(bytes)) > 0; )
            {
                var rest = bytes.AsSpan(0, count);
                for (int end; (end = rest.IndexOfAny(ends)) >= 0; rest = rest[(end + 1)..])
                {
                    if (!Add(rest[..end]) || (!cut && !take(Text(), false)))
                        return;
                    cut = false;
                    line.ResetWrittenCount();
                }
                if (!Add(rest))
                    return;
            }
            if (line.WrittenCount > 0)
                take(Text(), false);
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException)
        {
            // The process was killed.
        }

        string Text() => Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\r');

        bool Add(ReadOnlySpan<byte> more)
        {
            if (cut)
                return true;
            var room = longest - line.WrittenCount;
            line.Write(more[..Math.Min(more.Length, room)]);
            if (more.Length <= room)
                return true;
            cut = true;
            var wanted = take(Text(), true);
            line.ResetWrittenCount();
            return wanted;
        }
    }
}
