using System.Buffers;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// NaN, Infinity and -Infinity, which are no JSON, but which Python writes and reads. A reader that knows JSON alone would stop there, so
/// each is replaced, in place, by a text of the same length that no tool writes.
/// </summary>
internal sealed class PythonNumbers
{
    // A text that begins with DEL.
    private static readonly (byte[] Written, byte[] Replaced, double Number)[] Words =
    [
        ("NaN"u8.ToArray(), "\"\x7F\""u8.ToArray(), double.NaN),
        ("-Infinity"u8.ToArray(), "\"\x7F-Infin\""u8.ToArray(), double.NegativeInfinity),
        ("Infinity"u8.ToArray(), "\"\x7FInfin\""u8.ToArray(), double.PositiveInfinity),
    ];

    private static readonly SearchValues<byte> Outside = SearchValues.Create("\"NI-"u8),
        Inside = SearchValues.Create("\"\\"u8);

    private bool _inText;

    /// <summary>The number that a text stands for; null where it is a text.</summary>
    public static double? Of(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != 0x7F)
            return null;
        foreach (var (_, replaced, number) in Words)
        {
            if (text.SequenceEqual(replaced.AsSpan(1..^1)))
                return number;
        }
        return null;
    }

    /// <summary>Replaces them in what follows the bytes of the last call.</summary>
    /// <param name="isLast">True: no more bytes come.</param>
    /// <returns>Number of bytes that are done; the rest may be the start of such a word, and must be given again with what
    /// follows.</returns>
    public int Replace(Span<byte> bytes, bool isLast)
    {
        var at = 0;
        while (true)
        {
            var next = bytes[at..].IndexOfAny(_inText ? Inside : Outside);
            if (next < 0)
                return bytes.Length;
            at += next;
            if (bytes[at] == (byte)'"')
            {
                _inText = !_inText;
                at++;
            }
            else if (_inText)
            {
                // Whatever follows a backslash does not end the text.
                if (at + 1 == bytes.Length)
                    return isLast ? bytes.Length : at;
                at += 2;
            }
            else if (IsCut(bytes[at..]) && !isLast)
            {
                return at;
            }
            else
            {
                at += ReplaceAt(bytes[at..]);
            }
        }
    }

    private static bool IsCut(ReadOnlySpan<byte> bytes)
    {
        foreach (var (written, _, _) in Words)
        {
            if (bytes.Length < written.Length && written.AsSpan().StartsWith(bytes))
                return true;
        }
        return false;
    }

    /// <summary>Number of bytes to move on by.</summary>
    private static int ReplaceAt(Span<byte> bytes)
    {
        foreach (var (written, replaced, _) in Words)
        {
            if (!bytes.StartsWith(written))
                continue;
            replaced.CopyTo(bytes);
            return written.Length;
        }
        return 1;
    }
}
