using Nas.Model.Cost;

namespace Nas.Model.Tests.Cost;

public class LayerCostTests
{
    [Fact]
    public void A_convolution_multiplies_every_weight_at_every_output_pixel()
    {
        Assert.Equal(new LayerCost(5L * 6 * 432, 432), LayerCost.Convolution(6, 8, 3, 5, 6));
        Assert.Equal(new LayerCost(5L * 6 * 216, 216 + 8), LayerCost.Convolution(6, 8, 3, 5, 6, groups: 2, bias: true));
        Assert.Equal(new LayerCost(5L * 6 * 200, 200), LayerCost.Depthwise(8, 5, 5, 6));
    }

    [Fact]
    public void BatchNorm_has_parameters_but_no_multiply_adds() => Assert.Equal(new LayerCost(0, 64), LayerCost.BatchNorm(32));

    [Fact]
    public void A_linear_layers_bias_is_a_parameter_and_no_multiply_add()
    {
        Assert.Equal(new LayerCost(5120, 5130), LayerCost.Linear(512, 10));
        Assert.Equal(new LayerCost(5120, 5120), LayerCost.Linear(512, 10, bias: false));
    }

    [Fact]
    public void Large_layers_do_not_overflow() =>
        Assert.Equal(2048L * 2048 * 9 * 4096 * 4096, LayerCost.Convolution(2048, 2048, 3, 4096, 4096).MAdds);

    [Theory]
    [InlineData(7, 3, 2, 4)]
    [InlineData(8, 3, 2, 4)]
    [InlineData(224, 7, 2, 112)]
    [InlineData(1, 3, 2, 1)]
    [InlineData(28, 5, 1, 28)]
    public void A_padded_convolution_halves_sides_upwards(int side, int kernel, int stride, int expected)
    {
        var layers = new LayerList(3, side, side + 1).Convolution("c", 4, kernel, stride);
        Assert.Equal((4, expected, (side + stride) / stride), (layers.Channels, layers.Height, layers.Width));
    }
}
