using Nas.Model.Data;

namespace Nas.Model.Tests.Data;

public sealed class ChannelStatisticsTests
{
    private static readonly ImageShape Shape = new(2, 3, 5);

    [Fact]
    public void Mean_and_deviation_are_those_of_the_pixels_of_each_channel()
    {
        byte[] pixels = [.. Enumerable.Range(0, 40 * 30).Select(i => (byte)((i * 37) % 256))];
        var statistics = ChannelStatistics.Of(Data(pixels));
        for (var channel = 0; channel < 2; channel++)
        {
            var values = pixels.Where((_, i) => i / 15 % 2 == channel).Select(p => p / 255.0).ToArray();
            var mean = values.Average();
            Assert.Equal(mean, statistics.Mean[channel], 6);
            Assert.Equal(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), statistics.Deviation[channel], 6);
        }
    }

    [Fact]
    public void A_constant_channel_is_not_divided_by_zero()
    {
        var statistics = ChannelStatistics.Of(Data([.. Enumerable.Repeat((byte)51, 60)]));
        Assert.Equal([0.2f, 0.2f], statistics.Mean);
        Assert.Equal([1f, 1f], statistics.Deviation);
    }

    [Fact]
    public void A_large_set_is_read_at_evenly_spaced_images()
    {
        // Images 0, 4, 8 and 12 of 16 are bright; a limit of four images sees just those.
        byte[] pixels = [.. Enumerable.Range(0, 16 * 30).Select(i => i / 30 % 4 == 0 ? (byte)255 : (byte)0)];
        Assert.Equal([1f, 1f], ChannelStatistics.Of(Data(pixels), byteLimit: 4 * 30).Mean);
        Assert.Equal([0.25f, 0.25f], ChannelStatistics.Of(Data(pixels)).Mean);
    }

    private static MemoryDataset Data(byte[] pixels) => new("test", Shape, ["a"], pixels, new int[pixels.Length / Shape.Size]);
}
