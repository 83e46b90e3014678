using Nas.Model.Proxies;

namespace Nas.Model.Tests.Proxies;

public sealed class ProxyImagesTests
{
    [Fact]
    public void Samples_together_see_every_image_before_they_see_one_twice()
    {
        var seen = Enumerable.Range(0, 5).SelectMany(block => ProxyImages.Of(available: 100, wanted: 20, block, seed: 1)).ToArray();
        Assert.Equal(100, seen.Distinct().Count());
        Assert.NotEqual(seen[..20], ProxyImages.Of(100, 20, 5, 1));
        Assert.Equal(100, Enumerable.Range(5, 5).SelectMany(block => ProxyImages.Of(100, 20, block, 1)).Distinct().Count());
    }

    [Fact]
    public void One_large_block_is_the_small_ones_together()
    {
        // So that one checkpoint at the cost of all samples is compared with them on the same images.
        var small = Enumerable.Range(0, 8).SelectMany(block => ProxyImages.Of(1000, 100, block, 3));
        Assert.Equal(ProxyImages.Of(1000, 800, 0, 3).Order(), small.Order());
    }

    [Theory]
    [InlineData(30, 20, 3)]
    [InlineData(10, 20, 2)]
    [InlineData(7, 3, 11)]
    public void A_block_has_no_image_twice_whatever_the_sizes(int available, int wanted, int block)
    {
        var images = ProxyImages.Of(available, wanted, block, seed: 9);
        Assert.Equal(Math.Min(available, wanted), images.Length);
        Assert.Equal(images.Length, images.Distinct().Count());
        Assert.All(images, image => Assert.InRange(image, 0, available - 1));
    }

    [Fact]
    public void Another_seed_deals_other_images() => Assert.NotEqual(ProxyImages.Of(100, 20, 0, 1), ProxyImages.Of(100, 20, 0, 2));
}
