using Nas.Model.Data.Sets;
using Testing;

namespace Nas.Model.Tests.Data.Formats;

public sealed class CifarFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Original_cifar_10_records_read_as_documented()
    {
        var set = Cifar10.Set.Read(TestData.Require("cifar10-exact-subset"), "get it");
        Assert.Equal((4_660, 846), (set.Train.Count, set.Test.Count));
        Assert.Equal("frog", set.Train.ClassNames[set.Train.Label(0)]);
        var pixels = new byte[3072];
        set.Train.CopyPixels(0, pixels);
        Assert.Equal([59, 62, 63], new[] { pixels[0], pixels[1024], pixels[2048] });
        var counts = Enumerable.Range(0, set.Train.Count).CountBy(set.Train.Label).Select(p => p.Value).ToArray();
        Assert.Equal(10, counts.Length);
        Assert.Equal((435, 489), (counts.Min(), counts.Max()));
    }

    [Fact]
    public void Cifar_100_takes_the_fine_label()
    {
        WriteHundred(train: Record(3, 99, 7), test: [.. Record(1, 0, 8), .. Record(2, 50, 9)]);
        var set = Cifar100.Set.Read(_folder.Path, "get it");
        Assert.Equal([99], Enumerable.Range(0, set.Train.Count).Select(set.Train.Label));
        Assert.Equal([0, 50], Enumerable.Range(0, set.Test.Count).Select(set.Test.Label));
        var pixels = new byte[3072];
        set.Test.CopyPixels(1, pixels);
        Assert.All(pixels, p => Assert.Equal(9, p));
    }

    [Fact]
    public void A_truncated_file_is_refused_by_name()
    {
        WriteHundred(Record(3, 99, 7), Record(1, 0, 8)[..^100]);
        var error = Assert.Throws<DamagedFileException>(() =>
            Cifar100.Set.Read(_folder.Path, "`langevin data get cifar100 --force` gets it anew")
        );
        Assert.Equal(
            $"{_folder.File("test.bin")} has 2974 bytes, expected a multiple of 3074 (one image each); `langevin data get cifar100 --force` gets it anew",
            error.Message
        );
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        WriteHundred([.. Record(3, 99, 7), .. Record(3, 100, 7)], Record(1, 0, 8));
        var error = Assert.Throws<DamagedFileException>(() => Cifar100.Set.Read(_folder.Path, "get it"));
        Assert.Contains("train.bin gives its record 1 the label 100", error.Message);
    }

    [Fact]
    public void Class_names_of_another_number_are_refused()
    {
        WriteHundred(Record(3, 99, 7), Record(1, 0, 8));
        File.WriteAllText(_folder.File("fine_label_names.txt"), "apple\nbear\n");
        var error = Assert.Throws<DamagedFileException>(() => Cifar100.Set.Read(_folder.Path, "get it"));
        Assert.Contains("names 2 classes, expected 100", error.Message);
    }

    private void WriteHundred(byte[] train, byte[] test)
    {
        File.WriteAllBytes(_folder.File("train.bin"), train);
        File.WriteAllBytes(_folder.File("test.bin"), test);
    }

    private static byte[] Record(byte coarse, byte fine, byte pixel) => [coarse, fine, .. Enumerable.Repeat(pixel, 3072)];
}
