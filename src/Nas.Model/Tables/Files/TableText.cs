using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Nas.Model.Data.Detection.Coco;

namespace Nas.Model.Tables.Files;

/// <summary>The bytes of a table as the text that they are: unpacked, and in whatever Unicode they are in.</summary>
internal static class TableText
{
    /// <summary>The character that replaces bytes which are no text.</summary>
    public const char NoText = '\uFFFD';

    private const int MostUnpacked = 256 << 20;

    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b];

    /// <param name="bytes">Bytes of a file, packed by gzip or not.</param>
    /// <exception cref="DamagedFileException">It cannot be unpacked.</exception>
    public static byte[] Unpacked(string path, byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Gzip))
            return bytes;
        try
        {
            using var packed = new LimitedStream(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), MostUnpacked);
            using var content = new MemoryStream();
            packed.CopyTo(content);
            return content.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new DamagedFileException($"{path} cannot be unpacked ({e.Message.TrimEnd('.')}); give it as it is, without gzip", e);
        }
    }

    /// <summary>Reads the text without its byte order mark; as UTF-8 where it has none.</summary>
    public static TextReader Reader(byte[] bytes) =>
        new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);

    /// <summary>The same as UTF-8, with what Python writes for numbers that JSON does not have: see <see cref="PythonNumbers"/>.</summary>
    /// <param name="bytes">May be written over.</param>
    public static ReadOnlyMemory<byte> Json(byte[] bytes)
    {
        // The marks of UTF-16 are no UTF-8 either.
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            using var reader = Reader(bytes);
            bytes = Encoding.UTF8.GetBytes(reader.ReadToEnd());
        }
        new PythonNumbers().Replace(bytes, isLast: true);
        return bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
    }

    /// <summary>A text of such JSON as it was written.</summary>
    public static string Of(JsonElement text) =>
        PythonNumbers.Of(JsonMarshal.GetRawUtf8Value(text)[1..^1]) is { } number
            ? number.ToString(CultureInfo.InvariantCulture)
            : text.GetString()!.Trim();
}
