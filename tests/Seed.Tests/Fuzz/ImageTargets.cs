using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using Nas.Model.Data;
using Nas.Model.Settings;
using SkiaSharp;

namespace Seed.Tests.Fuzz;

internal static class ImageTargets
{
    private static readonly FuzzFolder Folder = new();
    private static readonly byte[] Png = Image(SKEncodedImageFormat.Png),
        Jpeg = Image(SKEncodedImageFormat.Jpeg);

    public static IEnumerable<FuzzTarget> All =>
        [
            new(
                "images",
                [Png, Jpeg],
                bytes =>
                    Open(
                        "folder",
                        "image-folder",
                        ("train/a/1.png", bytes),
                        ("train/b/2.png", Png),
                        ("train/b/3.png", Png),
                        ("val/a/1.png", Png)
                    )
            ),
            new(
                "archive of images",
                [Archive(CompressionLevel.NoCompression), Archive(CompressionLevel.Optimal)],
                bytes => Open("archive", "image-folder", ("images.tar.gz", bytes))
            ),
            new("MNIST images", [Idx(28, 28), Packed(Idx(28, 28))], bytes => Mnist(bytes, Idx())),
            new("MNIST labels", [Idx(), Packed(Idx())], bytes => Mnist(Idx(28, 28), bytes)),
            new(
                "CIFAR-10",
                [new byte[3 * 3073]],
                bytes =>
                    Open(
                        "cifar",
                        "cifar10",
                        [
                            ("test_batch.bin", new byte[3073]),
                            ("data_batch_1.bin", bytes),
                            .. Enumerable.Range(2, 4).Select(i => ($"data_batch_{i}.bin", new byte[3073])),
                        ]
                    )
            ),
            new(
                "names of CIFAR-10",
                ["airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"u8.ToArray()],
                bytes =>
                    Open(
                        "cifar-names",
                        "cifar10",
                        [
                            ("batches.meta.txt", bytes),
                            ("test_batch.bin", new byte[3073]),
                            .. Enumerable.Range(1, 5).Select(i => ($"data_batch_{i}.bin", new byte[3073])),
                        ]
                    )
            ),
        ];

    private static void Mnist(byte[] images, byte[] labels) =>
        Open(
            "mnist",
            "mnist",
            ("train-images-idx3-ubyte", images),
            ("train-labels-idx1-ubyte", labels),
            ("t10k-images-idx3-ubyte", Idx(28, 28)),
            ("t10k-labels-idx1-ubyte", Idx())
        );

    private static void Open(string folder, string name, params (string Name, byte[] Bytes)[] files)
    {
        foreach (var (file, bytes) in files)
            Folder.Write($"{folder}/{file}", bytes);
        _ = DataCatalog.Open(
            new DataSettings
            {
                Name = name,
                Root = Folder.File(folder),
                Validation = 1,
                Side = name == "image-folder" ? 8 : null,
                Edition = DataSettings.Latest,
            },
            seed: 1
        );
    }

    private static byte[] Image(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(9, 7, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var i = 0; i < 63; i++)
            bitmap.SetPixel(i % 9, i / 9, new SKColor((byte)(4 * i), (byte)i, (byte)(255 - i), 255));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    private static byte[] Archive(CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var name in new[] { "train/a/1.png", "train/a/2.png", "train/b/3.png", "val/a/1.png", "train/.x/1.png" })
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Png) });
            }
        }
        return packed.ToArray();
    }

    /// <summary>Three items.</summary>
    private static byte[] Idx(params int[] item)
    {
        int[] dimensions = [3, .. item];
        var bytes = new byte[4 + (4 * dimensions.Length) + (3 * item.Aggregate(1, (product, side) => product * side))];
        (bytes[2], bytes[3]) = (8, (byte)dimensions.Length);
        for (var d = 0; d < dimensions.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * d)), dimensions[d]);
        return bytes;
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
