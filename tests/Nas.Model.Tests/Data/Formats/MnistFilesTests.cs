using Nas.Model.Data;
using Nas.Model.Data.Sets;
using Testing;

namespace Nas.Model.Tests.Data.Formats;

public sealed class MnistFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_set_has_its_images_and_labels_in_the_order_of_the_files()
    {
        IdxWriter.WriteSet(_folder.Path, 30, 20);
        var set = Mnist.Set.Read(_folder.Path, "get it");
        Assert.Equal((30, 20), (set.Train.Count, set.Test.Count));
        var pixels = new byte[784];
        set.Train.CopyPixels(17, pixels);
        Assert.Equal(IdxWriter.Pixels(18)[^784..], pixels);
        Assert.Equal(7, set.Train.Label(17));
        Assert.Equal("7", set.Train.ClassNames[set.Train.Label(17)]);
    }

    [Theory]
    [
        InlineData("train-images.idx3-ubyte.gz", true),
        InlineData("train-images.idx3-ubyte", false),
        InlineData("train-images-idx3-ubyte", false),
        InlineData("TRAIN-IMAGES-IDX3-UBYTE", false)
    ]
    [InlineData("train-images-idx3-ubyte", true), InlineData("Train-Images.idx3-ubyte.GZ", false)]
    public void Files_are_found_under_the_names_that_unpackers_give_them(string name, bool packed)
    {
        IdxWriter.WriteSet(_folder.Path, 30, 20);
        File.Delete(_folder.File("train-images-idx3-ubyte.gz"));
        Assert.False(Mnist.Set.IsIn(_folder.Path));
        var content = IdxWriter.File(IdxWriter.Pixels(30), 30, 28, 28);
        File.WriteAllBytes(_folder.File(name), packed ? IdxWriter.Gzip(content) : content);
        Assert.True(Mnist.Set.IsIn(_folder.Path));
        Assert.Equal(30, Mnist.Set.Read(_folder.Path, "get it").Train.Count);
        Assert.Contains(_folder.File(name), Mnist.Set.Format.FilesIn(_folder.Path));
    }

    [Fact]
    public void Labels_that_are_too_few_are_refused()
    {
        IdxWriter.WriteSet(_folder.Path, 30, 20);
        File.WriteAllBytes(_folder.File("t10k-labels-idx1-ubyte.gz"), IdxWriter.Gzip(IdxWriter.File(IdxWriter.Labels(19), 19)));
        var error = Assert.Throws<DamagedFileException>(() => Mnist.Set.Read(_folder.Path, "get it"));
        Assert.Contains("t10k-labels-idx1-ubyte.gz has 19 labels for the 20 images", error.Message);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        IdxWriter.WriteSet(_folder.Path, 30, 20);
        byte[] labels = [.. IdxWriter.Labels(30)];
        labels[4] = 10;
        File.WriteAllBytes(_folder.File("train-labels-idx1-ubyte.gz"), IdxWriter.Gzip(IdxWriter.File(labels, 30)));
        var error = Assert.Throws<DamagedFileException>(() => Mnist.Set.Read(_folder.Path, "get it"));
        Assert.Contains("gives image 4 the label 10", error.Message);
    }

    [Fact]
    public void Fashion_mnist_is_what_its_authors_published()
    {
        var set = FashionMnist.Set.Read(RealSets.RequireFashionMnist(), "get it");
        foreach (var (data, images) in new[] { (set.Train, 6_000), (set.Test, 1_000) })
        {
            var counts = Enumerable.Range(0, data.Count).CountBy(data.Label).ToDictionary();
            Assert.Equal(Enumerable.Range(0, 10).ToDictionary(c => c, _ => images), counts);
        }
        // The first labels of the published training part: ankle boot, t-shirt, t-shirt, dress, t-shirt, pullover.
        Assert.Equal([9, 0, 0, 3, 0, 2], Enumerable.Range(0, 6).Select(set.Train.Label));
        // The mean and deviation that everyone normalises by.
        var statistics = ChannelStatistics.Of(set.Train);
        Assert.Equal(0.2860, statistics.Mean[0], 4);
        Assert.Equal(0.3530, statistics.Deviation[0], 4);
    }
}
