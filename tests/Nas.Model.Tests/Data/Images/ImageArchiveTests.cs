using Nas.Model.Data;
using Nas.Model.Data.Images;
using Nas.Model.Data.Sets;
using Testing;

namespace Nas.Model.Tests.Data.Images;

/// <summary>All of CIFAR-10 as JPEG in one .tar.gz, against the original pixels.</summary>
public sealed class ImageArchiveTests
{
    [Fact]
    public void Jpeg_images_agree_with_the_original_pixels_in_label_order_and_content()
    {
        var original = Cifar10.Set.Read(TestData.Require("cifar10-exact-subset"), "get it");
        var jpeg = ImageFolderSet.Read(TestData.Require("cifar10-jpeg"), side: null, skipDamaged: false);
        Assert.Equal((50_000, 10_000), (jpeg.Train.Count, jpeg.Test.Count));
        Assert.Equal(original.Train.ClassNames, jpeg.Train.ClassNames);
        Assert.Equal(Cifar10.Set.Shape, jpeg.Train.Shape);
        // Inside a class the files follow the official order, so the k-th of a class in the first batch is the k-th file; 932 are to be
        // had.
        AssertAgree(original.Train, jpeg.Train, 932);
        AssertAgree(original.Test, jpeg.Test, original.Test.Count);
    }

    [Fact]
    public void A_truncated_archive_is_refused_by_name()
    {
        var content = File.ReadAllBytes(TestData.Require("cifar10-jpeg/cifar10-jpeg.tar.gz"));
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("images.tar.gz"), content[..1_000_000]);
        var error = Assert.Throws<DamagedFileException>(() => ImageFolderSet.Read(folder.Path, side: null, skipDamaged: false));
        Assert.Contains(folder.File("images.tar.gz") + " cannot be unpacked after", error.Message);
    }

    private static void AssertAgree(IImageDataset original, IImageDataset jpeg, int count)
    {
        var filesOf = Enumerable.Range(0, jpeg.Count).ToLookup(jpeg.Label);
        var next = filesOf.ToDictionary(g => g.Key, g => new Queue<int>(g));
        var ratios = Enumerable
            .Range(0, count)
            .Select(i => SignalToNoise(original, i, jpeg, next[original.Label(i)].Dequeue()))
            .Order()
            .ToArray();
        // Another image of the same class would give about 10 dB.
        Assert.InRange(ratios[0], 20, 60);
        Assert.InRange(ratios[count / 2], 29, 31);
    }

    /// <summary>Peak signal-to-noise ratio, dB.</summary>
    private static double SignalToNoise(IImageDataset left, int leftIndex, IImageDataset right, int rightIndex)
    {
        byte[] a = new byte[left.Shape.Size],
            b = new byte[right.Shape.Size];
        left.CopyPixels(leftIndex, a);
        right.CopyPixels(rightIndex, b);
        var error = a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average();
        return 10 * Math.Log10(255 * 255 / error);
    }
}
