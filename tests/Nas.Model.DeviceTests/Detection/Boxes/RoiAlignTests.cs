using Nas.Model.Detection.Boxes;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection.Boxes;

public sealed class RoiAlignTests
{
    private static readonly double[,] Rows =
    {
        { 1.3, 0.7, 11.2, 9.6 },
        { -6.0, -3.0, 30.0, 25.0 },
        { 5.5, 5.5, 5.7, 5.6 },
        { 3.0, 8.0, 15.0, 20.0 },
    };

    [Theory]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(0, true)]
    public void Gradients_are_those_of_finite_differences(int samples, bool aligned)
    {
        using var scope = NewDisposeScope();
        var (boxes, images, levels) = Boxes();
        var coarse = Map(2, 3, 4);
        var weight = arange(4 * 2 * 3 * 2, float64).mul(0.37).sin().view(4, 2, 3, 2);
        var options = new RoiAlignOptions(3, 2, samples, aligned);
        FiniteDifferences.AssertGradient(
            fine => (RoiAlign.Pool([new ScaledMap(fine, 0.5), new ScaledMap(coarse, 0.25)], boxes, images, levels, options) * weight).sum(),
            Map(2, 6, 7)
        );
    }

    [Fact]
    public void Boxes_on_several_maps_read_what_each_would_read_alone()
    {
        using var scope = NewDisposeScope();
        var (boxes, images, levels) = Boxes();
        ScaledMap[] maps = [new(Map(2, 9, 11), 0.5), new(Map(2, 5, 6), 0.25)];
        var options = new RoiAlignOptions(4, 5, 2, Aligned: true);
        var together = RoiAlign.Pool(maps, boxes, images, levels, options);
        for (var i = 0; i < 4; i++)
        {
            var alone = RoiAlign.Pool(
                [maps[(int)levels[i].item<long>()]],
                boxes.narrow(0, i, 1),
                images.narrow(0, i, 1),
                zeros(1, int64),
                options
            );
            Assert.True(alone.allclose(together.narrow(0, i, 1), 1e-12, 1e-12));
        }
    }

    [Fact]
    public void No_boxes_give_no_rows()
    {
        using var scope = NewDisposeScope();
        var pooled = RoiAlign.Pool(
            [new ScaledMap(Map(1, 4, 4), 1)],
            zeros([0, 4], float64),
            zeros(0, int64),
            zeros(0, int64),
            new RoiAlignOptions(7, 7, 0, true)
        );
        Assert.Equal([0, 2, 7, 7], pooled.shape);
    }

    private static (TorchSharp.torch.Tensor Boxes, TorchSharp.torch.Tensor Images, TorchSharp.torch.Tensor Levels) Boxes() =>
        (tensor(Rows), tensor(new long[] { 0, 1, 1, 0 }), tensor(new long[] { 0, 1, 0, 0 }));

    private static TorchSharp.torch.Tensor Map(int images, int height, int width) =>
        arange(images * 2 * height * width, float64).mul(0.71).cos().view(images, 2, height, width);
}
