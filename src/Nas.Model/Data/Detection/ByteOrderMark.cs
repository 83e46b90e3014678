using System.Text;

namespace Nas.Model.Data.Detection;

/// <summary>The bytes at the start of a text file that say how it is encoded.</summary>
internal static class ByteOrderMark
{
    // The longer ones first: UTF-32's begins with UTF-16's. Damaged text is refused and not replaced.
    private static readonly Encoding[] Encodings =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>The encoding that the mark names; null where there is no mark.</summary>
    public static Encoding? EncodingOf(ReadOnlySpan<byte> head)
    {
        foreach (var encoding in Encodings)
        {
            if (head.StartsWith(encoding.Preamble))
                return encoding;
        }
        return null;
    }
}
