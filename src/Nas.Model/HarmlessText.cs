using System.Buffers;
using System.Globalization;
using System.Text;

namespace Nas.Model;

/// <summary>
/// Text from elsewhere as it may be shown: a terminal obeys control characters, and marks of direction make a sentence say something else
/// than it does.
/// They are written as JSON and C# write them, <c>\u001b</c>. It is called where text leaves the program, and not wherever a name is put
/// into a sentence.
/// </summary>
public static class HarmlessText
{
    private static readonly SearchValues<char> Harmful = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Where(code => code is not ('\n' or '\t')).Select(code => (char)code),
        .. Enumerable.Range(0x7F, 0x21).Select(code => (char)code),
        '\u061C',
        '\u200E',
        '\u200F',
        '\u2028',
        '\u2029',
        .. Enumerable.Range(0x202A, 5).Select(code => (char)code),
        .. Enumerable.Range(0x2066, 4).Select(code => (char)code),
        '\uFEFF',
        '\uFFF9',
        '\uFFFA',
        '\uFFFB',
    ]);

    /// <summary>The harmless text, line breaks kept.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FirstHarmful(text) < 0 ? text : Escaped(text);
    }

    /// <summary>The harmless text on one line.</summary>
    public static string Line(string text)
    {
        var harmless = Of(text);
        return harmless.AsSpan().IndexOfAny('\n', '\r', '\t') < 0
            ? harmless
            : harmless
                .Replace("\r", "\\u000d", StringComparison.Ordinal)
                .Replace("\n", "\\u000a", StringComparison.Ordinal)
                .Replace("\t", "\\u0009", StringComparison.Ordinal);
    }

    /// <summary>The place of the first harmful character; less than 0: there is none.</summary>
    public static int FirstHarmful(ReadOnlySpan<char> text)
    {
        for (var done = 0; done < text.Length; done++)
        {
            var next = text[done..].IndexOfAny(Harmful);
            if (next < 0)
                return -1;
            done += next;
            if (!IsLineEnd(text, done))
                return done;
        }
        return -1;
    }

    /// <summary>The text with every harmful character written as an escape.</summary>
    public static string Escaped(ReadOnlySpan<char> text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (int next; (next = FirstHarmful(text)) >= 0; text = text[(next + 1)..])
        {
            escaped.Append(text[..next]).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[next]:x4}");
        }
        return escaped.Append(text).ToString();
    }

    private static bool IsLineEnd(ReadOnlySpan<char> text, int at) => text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
}
