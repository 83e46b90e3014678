using Nas.Model.Data;
using Nas.Model.Data.Images;
using Nas.Model.Data.Sets;
using SkiaSharp;
using Testing;

namespace Nas.Model.Tests.Data.Images;

public sealed class ImageFolderSetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ImageFolderSetTests()
    {
        WritePng("train/beta/b.png", 10);
        WritePng("train/beta/a.PNG", 20);
        WritePng("train/Zeta/c.png", 30);
        WritePng("val/beta/v.png", 40);
        File.WriteAllText(_folder.File("train", "beta", "notes.txt"), "not an image");
        File.WriteAllText(_folder.File("train", "beta", "._a.png"), "another system's leftovers");
    }

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(long.MaxValue), InlineData(0L)]
    public void Classes_and_files_are_in_ordinal_order_and_pixels_are_exact(long memoryLimit)
    {
        var set = Read(memoryLimit: memoryLimit);
        Assert.Equal(["Zeta", "beta"], set.Train.ClassNames);
        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(set.Train.Label));
        Assert.Equal(new ImageShape(3, 6, 8), set.Train.Shape);
        Assert.Equal([Planes(30), Planes(20), Planes(10)], Enumerable.Range(0, 3).Select(i => Pixels(set.Train, i)));
        Assert.Equal(Planes(40), Pixels(set.Test, 0));
        Assert.Empty(set.Warnings);
    }

    [Fact]
    public void Test_is_taken_where_there_is_val_too()
    {
        WritePng("test/Zeta/t.png", 50);
        Assert.Equal(Planes(50), Pixels(Read().Test, 0));
    }

    [Fact]
    public void Grey_images_are_repeated_in_three_channels()
    {
        using (var bitmap = new SKBitmap(new SKImageInfo(8, 6, SKColorType.Gray8)))
        {
            bitmap.Erase(new SKColor(77, 77, 77));
            Save(bitmap, "train/Zeta/c.png");
        }
        Assert.All(Pixels(Read().Train, 0), p => Assert.Equal(77, p));
    }

    [Theory, InlineData(long.MaxValue), InlineData(0L)]
    public void A_truncated_image_is_refused_by_name(long memoryLimit)
    {
        Truncate("train", "beta", "b.png");
        var error = Assert.Throws<DamagedFileException>(() => Pixels(Read(memoryLimit: memoryLimit).Train, 2));
        Assert.Equal(
            $"{_folder.File("train", "beta", "b.png")} cannot be read (the file ends before the image does): remove it, or set data.damaged to skip",
            error.Message
        );
    }

    [Theory, InlineData(long.MaxValue), InlineData(0L)]
    public void Unreadable_images_are_skipped_with_a_warning_each(long memoryLimit)
    {
        Truncate("train", "beta", "a.PNG");
        File.WriteAllText(_folder.File("val", "beta", "w.jpg"), "no image");
        var set = Read(skip: true, memoryLimit: memoryLimit);
        Assert.Equal([Planes(30), Planes(10)], Enumerable.Range(0, set.Train.Count).Select(i => Pixels(set.Train, i)));
        Assert.Equal(1, set.Test.Count);
        Assert.Collection(
            set.Warnings,
            w => Assert.StartsWith(_folder.File("train", "beta", "a.PNG"), w, StringComparison.Ordinal),
            w => Assert.StartsWith(_folder.File("val", "beta", "w.jpg"), w, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Images_of_two_sizes_need_a_side()
    {
        WritePng("train/beta/d.png", 1, 12, 9);
        var error = Assert.Throws<UserException>(() => Read());
        Assert.Contains("d.png is 12 x 9 pixels", error.Message);
        Assert.Contains("data.side", error.Message);
        var set = Read(side: 8);
        Assert.Equal(new ImageShape(3, 8, 8), set.Train.Shape);
        Assert.Equal(4, set.Train.Count);
    }

    [Fact]
    public void A_test_class_without_training_images_is_refused()
    {
        WritePng("val/gamma/x.png", 1);
        var error = Assert.Throws<UserException>(() => Read());
        Assert.Contains("class gamma", error.Message);
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        Directory.Delete(_folder.File("val"), recursive: true);
        var error = Assert.Throws<UserException>(() => Read());
        Assert.Contains($"data.root {_folder.Path} has no image val/CLASS", error.Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void What_lies_beside_the_images_is_left_out_and_named(bool archived)
    {
        WritePng("train/.ipynb_checkpoints/0-checkpoint.png", 1);
        WritePng("train/__MACOSX/x.png", 1);
        WritePng("train/beta/deeper/x.png", 1);
        WritePng("train/loose.png", 1);
        File.WriteAllText(_folder.File("train", "beta", "Thumbs.db"), "");
        File.WriteAllText(_folder.File("train", "empty", "x.webp"), "");
        WritePng("test/beta/t.png", 50);
        var (root, name) = (_folder.Path, _folder.Path);
        if (archived)
        {
            using var packed = new TempFolder();
            root = name = Pack(packed, _folder.Path);
            Check(ImageFolderSet.Read(root, side: null, skipDamaged: false), name, archived);
            return;
        }
        Check(Read(), name, archived);
    }

    private static void Check(RawSet set, string root, bool archived)
    {
        Assert.Equal(["Zeta", "beta"], set.Train.ClassNames);
        Assert.Equal(3, set.Train.Count);
        Assert.Equal(
            new[]
            {
                $"{root}: 3 left out as hidden: train/.ipynb_checkpoints, train/__MACOSX, train/beta/._a.png",
                $"{root}: 3 left out for being no .jpg, .jpeg or .png: train/beta/Thumbs.db, train/beta/notes.txt, train/empty/x.webp",
                $"{root}: 1 left out for having no image: train/empty",
                $"{root}: 1 left out for lying deeper than PART/CLASS/FILE: {(archived ? "train/beta/deeper/x.png" : "train/beta/deeper")}",
                $"{root}: 1 left out for lying in no folder of a class: train/loose.png",
                $"{root}: val is left out, for there is test: 1 images",
            }.Where(sentence => !archived || !sentence.Contains("having no image", StringComparison.Ordinal)),
            set.Notes.Select(Sorted)
        );
    }

    /// <summary>Folders are listed in any order.</summary>
    private static string Sorted(string sentence)
    {
        var names = sentence.LastIndexOf(": ", StringComparison.Ordinal) + 2;
        return sentence[..names] + string.Join(", ", sentence[names..].Split(", ").Order(StringComparer.Ordinal));
    }

    private static string Pack(TempFolder to, string folder)
    {
        var path = to.File("images.tar.gz");
        using var packed = File.Create(path);
        using var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest);
        using var tar = new System.Formats.Tar.TarWriter(gzip);
        foreach (
            var file in Directory.EnumerateFiles(
                folder,
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
            )
        )
            tar.WriteEntry(file, Path.GetRelativePath(folder, file));
        return path;
    }

    [Fact]
    public void A_search_that_began_with_hidden_folders_as_classes_goes_on_with_them()
    {
        WritePng("train/.ipynb_checkpoints/0-checkpoint.png", 1);
        Assert.Equal([".ipynb_checkpoints", "Zeta", "beta"], ImageFolderSet.Read(_folder.Path, null, false, hidden: true).Train.ClassNames);
        var before = new Nas.Model.Settings.DataSettings
        {
            Name = ImageFolder.Set.Name,
            Root = _folder.Path,
            Validation = 1,
        };
        Assert.Equal(3, DataCatalog.Open(before, 1).Train.ClassNames.Length);
        Assert.Equal(2, DataCatalog.Open(before with { Edition = Nas.Model.Settings.DataSettings.Latest }, 1).Train.ClassNames.Length);
    }

    [Theory, InlineData(long.MaxValue), InlineData(0L)]
    public void An_image_of_more_pixels_than_any_memory_holds_is_unreadable_as_any_other(long memoryLimit)
    {
        // The width and height of a PNG are eight bytes of its header, with a check sum after them.
        var bytes = File.ReadAllBytes(_folder.File("train", "beta", "b.png"));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 200_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 200_000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc(bytes.AsSpan(12, 17)));
        File.WriteAllBytes(_folder.File("train", "beta", "b.png"), bytes);
        File.WriteAllBytes(_folder.File("train", "beta", "c.png"), []);
        var error = Assert.Throws<DamagedFileException>(() => Pixels(Read(memoryLimit: memoryLimit).Train, 2));
        Assert.Contains(
            "b.png cannot be read (it has 200000x200000 pixels, and at most 100,000,000 are read)",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(2, Read(skip: true, memoryLimit: memoryLimit).Train.Count);
    }

    [Fact]
    public void An_archive_that_unpacks_without_an_end_is_refused_at_once()
    {
        using var packed = new TempFolder();
        using (
            var gzip = new System.IO.Compression.GZipStream(
                File.Create(packed.File("images.tar.gz")),
                System.IO.Compression.CompressionLevel.Fastest
            )
        )
        using (var tar = new System.Formats.Tar.TarWriter(gzip))
        {
            for (var i = 0; i < 3; i++)
            {
                tar.WriteEntry(
                    new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, $"train/a/{i}.png")
                    {
                        DataStream = new MemoryStream(new byte[100 << 20]),
                    }
                );
            }
        }
        var error = Assert.Throws<DamagedFileException>(() => ImageFolderSet.Read(packed.Path, null, false));
        Assert.Contains("cannot be unpacked after 2 images (it unpacks to more than 256 MiB)", error.Message, StringComparison.Ordinal);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private RawSet Read(int? side = null, bool skip = false, long memoryLimit = long.MaxValue) =>
        ImageFolderSet.Read(_folder.Path, side, skip, memoryLimit);

    private static byte[] Pixels(IImageDataset data, int index)
    {
        var pixels = new byte[data.Shape.Size];
        data.CopyPixels(index, pixels);
        return pixels;
    }

    /// <summary>
    /// The planes that an image written with this value must have when read: red counts up, green is the value, blue counts down.
    /// </summary>
    private static byte[] Planes(byte value, int width = 8, int height = 6)
    {
        var plane = width * height;
        return
        [
            .. Enumerable
                .Range(0, 3 * plane)
                .Select(i =>
                    (i / plane) switch
                    {
                        0 => (byte)(i % plane),
                        1 => value,
                        _ => (byte)(255 - (i % plane)),
                    }
                ),
        ];
    }

    private void WritePng(string name, byte value, int width = 8, int height = 6)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var i = 0; i < width * height; i++)
            bitmap.SetPixel(i % width, i / width, new SKColor((byte)i, value, (byte)(255 - i), 255));
        Save(bitmap, name);
    }

    private void Save(SKBitmap bitmap, string name)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder.File(name.Split('/')), data.ToArray());
    }

    private void Truncate(params string[] names)
    {
        var content = File.ReadAllBytes(_folder.File(names));
        File.WriteAllBytes(_folder.File(names), content[..(content.Length * 2 / 3)]);
    }
}
