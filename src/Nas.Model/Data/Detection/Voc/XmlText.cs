using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>The text of an XML file in whatever encoding it is, by whatever name its declaration calls it.</summary>
internal static partial class XmlText
{
    private const int LongestDeclaration = 256;

    private static readonly Encoding Utf8 = Strict(Encoding.UTF8);

    /// <returns>The text without the declaration, which is replaced by spaces, so that line numbers stay the same.</returns>
    /// <exception cref="FormatException">It cannot be read; the message is the end of a sentence.</exception>
    public static string Of(byte[] bytes)
    {
        var encoding = EncodingOf(bytes);
        try
        {
            var text = encoding.GetString(bytes.AsSpan(bytes.AsSpan().StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0));
            return Declaration().Replace(text, declaration => NotLineEnd().Replace(declaration.Value, " "), 1);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n');
            throw new FormatException(
                $"in line {line} it has bytes that are not {encoding.WebName}, which it must be by its declaration or for want of one",
                e
            );
        }
    }

    private static Encoding EncodingOf(ReadOnlySpan<byte> bytes)
    {
        if (ByteOrderMark.EncodingOf(bytes) is { } marked)
            return marked;
        if (bytes.StartsWith("<\0"u8))
            return Strict(Encoding.Unicode);
        if (bytes.StartsWith("\0<"u8))
            return Strict(Encoding.BigEndianUnicode);
        var declaration = Declaration().Match(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, LongestDeclaration)]));
        if (!declaration.Groups["encoding"].Success)
            return Utf8;
        var name = declaration.Groups["encoding"].Value;
        var declared =
            Named(name) ?? throw new FormatException($"its encoding, '{Shown.Briefly(name)}', is not known; have it saved as UTF-8");
        // A declaration that could be read byte by byte is in none of the encodings of two or four: writers that kept the text in memory
        // say so wrongly.
        return declared is UnicodeEncoding or UTF32Encoding ? Utf8 : Strict(declared);
    }

    /// <summary>
    /// The encoding of a name ("utf-8", "utf8", "UTF_8"; "windows-1252", "cp1252"; "gb2312", "gbk"); null where there is none.
    /// </summary>
    private static Encoding? Named(string name)
    {
        if (CodePage().Match(name) is { Success: true } page)
            return Found(int.Parse(page.Groups["number"].Value, CultureInfo.InvariantCulture));
        if (Found(name) is { } known)
            return known;
        var plain = Plain(name);
        var infos = Encoding.GetEncodings().Concat(CodePagesEncodingProvider.Instance.GetEncodings());
        return infos.FirstOrDefault(info => Plain(info.Name) == plain) is { } alike ? Found(alike.CodePage) : null;
    }

    private static Encoding? Found(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Encoding? Found(int page)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>The encoding in a form that refuses damaged text instead of replacing it.</summary>
    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    [GeneratedRegex(
        """^\s*<\?xml\b(?:[^>?]*?\bencoding\s*=\s*["'](?<encoding>[^"'<>]*)["'])?[^>?]*\?>""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Declaration();

    [GeneratedRegex("[^\r\n]", RegexOptions.None, 1000)]
    private static partial Regex NotLineEnd();

    [GeneratedRegex("^(?:cp|windows|win|ms|ibm)[-_]?(?<number>[0-9]{3,5})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodePage();
}
