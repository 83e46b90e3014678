using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Nas.Model.Tests.Settings;

public class ProxyBatchTests
{
    private static readonly StNasSettings Search = new()
    {
        Name = "s",
        Data = new DataSettings { Name = "procedural" },
        Space = new SpaceSettings { Preset = "st-nas-fashion" },
        Proxy = new ProxySettings
        {
            Images = 1000,
            Batch = 250,
            RecalibrationBatch = 64,
            RecalibrationBatches = 4,
        },
    };

    [Theory, InlineData(2, 125, 32, 8), InlineData(4, 62, 16, 16)]
    public void Smaller_minibatches_are_as_many_more_so_that_as_many_images_are_recalibrated_with(
        int divisor,
        int batch,
        int recalibration,
        int count
    )
    {
        var proxy = Assert.IsType<StNasSettings>(Search.WithSmallerProxyBatches(divisor)).Proxy;

        Assert.Equal(Search.Proxy with { Batch = batch, RecalibrationBatch = recalibration, RecalibrationBatches = count }, proxy);
    }

    [Fact]
    public void They_are_never_empty_and_statistics_are_never_those_of_one_image()
    {
        var tiny = Search with { Proxy = Search.Proxy with { Batch = 2, RecalibrationBatch = 3 } };
        var proxy = Assert.IsType<StNasSettings>(tiny.WithSmallerProxyBatches(4)).Proxy;

        Assert.Equal((1, 2), (proxy.Batch, proxy.RecalibrationBatch));
    }

    [Fact]
    public void Nothing_else_changes() =>
        Assert.Equal(Search, ((StNasSettings)Search.WithSmallerProxyBatches(2)) with { Proxy = Search.Proxy });
}
