using System.Buffers.Binary;
using System.IO.Compression;

namespace Nas.Model.Data.Formats;

/// <summary>
/// IDX, the format of MNIST: two zero bytes, a type (8: unsigned byte), the number of dimensions, each dimension as a big-endian 32-bit
/// integer, the content. Plain or in gzip, told apart by the first bytes. Source: LeCun, Cortes and Burges, The MNIST database.
/// </summary>
internal static class IdxFile
{
    /// <summary>
    /// Deflate never expands more than this, so a header that announces more is known to be wrong before memory is asked for.
    /// </summary>
    private const long GreatestExpansion = 1032;

    /// <summary>Reads a file of items of one shape.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="item">Dimensions of one item: empty for labels, [28, 28] for images.</param>
    /// <param name="remedy">The way for the user to get a good file, as the end of a sentence.</param>
    /// <returns>The items one after the other.</returns>
    /// <exception cref="DamagedFileException">The file is not in this format, or is shorter or longer than its header says.</exception>
    public static byte[] Read(string path, ReadOnlySpan<int> item, string remedy)
    {
        var shape = item.ToArray();
        // A pipe or a device has no length either, and opening it may wait for ever.
        if (new FileInfo(path).Length == 0)
            throw Short(path, 0, shape, remedy);
        try
        {
            using var file = File.OpenRead(path);
            var gzip = IsGzip(file);
            using var stream = gzip ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            return Read(stream, gzip ? file.Length * GreatestExpansion : file.Length, path, shape, remedy);
        }
        catch (InvalidDataException e)
        {
            throw new DamagedFileException($"{path} cannot be unpacked as gzip ({e.Message.TrimEnd('.')}); {remedy}", e);
        }
    }

    private static byte[] Read(Stream stream, long greatestLength, string path, int[] item, string remedy)
    {
        var header = new byte[HeaderBytes(item)];
        var got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (got < header.Length)
            throw Short(path, got, item, remedy);
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var expected = 0x0800u + (uint)(1 + item.Length);
        if (magic != expected)
        {
            throw new DamagedFileException($"{path} begins with {magic:x8}, and an IDX file of this kind with {expected:x8}; {remedy}");
        }
        var count = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
        var size = 1L;
        for (var d = 0; d < item.Length; d++)
        {
            var dimension = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8 + (4 * d)));
            if (dimension != item[d])
            {
                throw new DamagedFileException($"{path} is {dimension} long in dimension {d + 2}, expected {item[d]}; {remedy}");
            }
            size *= dimension;
        }
        var length = count * size;
        if (length > Math.Min(greatestLength, Array.MaxLength))
        {
            throw new DamagedFileException($"{path} announces {count} items of {size} bytes, more than it can hold; {remedy}");
        }
        var content = GC.AllocateUninitializedArray<byte>((int)length);
        got = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        if (got < length)
        {
            throw new DamagedFileException($"{path} ends after {got} of the {length} bytes of content that its header announces; {remedy}");
        }
        if (stream.ReadByte() >= 0)
        {
            throw new DamagedFileException($"{path} goes on after the {length} bytes of content that its header announces; {remedy}");
        }
        return content;
    }

    private static int HeaderBytes(int[] item) => 4 + (4 * (1 + item.Length));

    private static DamagedFileException Short(string path, int got, int[] item, string remedy) =>
        new($"{path} ends after {got} bytes, inside its header of {HeaderBytes(item)}; {remedy}");

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var got = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return got == 2 && start[0] == 0x1f && start[1] == 0x8b;
    }
}
