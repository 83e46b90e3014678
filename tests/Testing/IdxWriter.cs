using System.Buffers.Binary;
using System.IO.Compression;

namespace Testing;

/// <summary>Writes small sets in MNIST's four files.</summary>
internal static class IdxWriter
{
    public static byte[] File(byte[] content, params int[] dimensions)
    {
        var header = new byte[4 + (4 * dimensions.Length)];
        header[2] = 8;
        header[3] = (byte)dimensions.Length;
        for (var d = 0; d < dimensions.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * d)), dimensions[d]);
        return [.. header, .. content];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionMode.Compress))
            gzip.Write(content);
        return target.ToArray();
    }

    /// <summary>Pixels of the images: byte i is i mod 251, so that no row equals the next.</summary>
    public static byte[] Pixels(int count) => [.. Enumerable.Range(0, count * 28 * 28).Select(i => (byte)(i % 251))];

    public static byte[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];

    public static void WriteSet(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        Write("train-images-idx3-ubyte.gz", File(Pixels(train), train, 28, 28));
        Write("train-labels-idx1-ubyte.gz", File(Labels(train), train));
        Write("t10k-images-idx3-ubyte.gz", File(Pixels(test), test, 28, 28));
        Write("t10k-labels-idx1-ubyte.gz", File(Labels(test), test));

        void Write(string name, byte[] content) => System.IO.File.WriteAllBytes(Path.Combine(folder, name), Gzip(content));
    }
}
