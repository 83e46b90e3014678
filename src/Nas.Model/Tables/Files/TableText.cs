using System.IO.Compression;
using System.Text;

namespace Nas.Model.Tables.Files;

/// <summary>The bytes of a table as the text that they are: unpacked, and in whatever Unicode they are in.</summary>
internal static class TableText
{
    /// <summary>What stands in the place of bytes that are no text.</summary>
    public const char NoText = '\uFFFD';

    private const int MostUnpacked = 256 << 20;

    /// <param name="bytes">Of a file, packed by gzip or not.</param>
    /// <exception cref="DamagedFileException">It cannot be unpacked.</exception>
    public static byte[] Unpacked(string path, byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith([0x1f, 0x8b])) return bytes;
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

    /// <summary>Without the mark of its encoding; UTF-8 where it has none.</summary>
    public static TextReader Reader(byte[] bytes) => new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);

    /// <summary>The same as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Utf8(byte[] bytes)
    {
        // The marks of UTF-16 are no UTF-8 either.
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        using var reader = Reader(bytes);
        return Encoding.UTF8.GetBytes(reader.ReadToEnd());
    }
}
