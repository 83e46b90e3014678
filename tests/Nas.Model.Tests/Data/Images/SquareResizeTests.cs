using Nas.Model.Data;
using Nas.Model.Data.Images;

namespace Nas.Model.Tests.Data.Images;

public sealed class SquareResizeTests
{
    [Theory]
    [InlineData(31, 47, 8), InlineData(8, 9, 20), InlineData(100, 33, 32), InlineData(1, 1, 4)]
    public void A_constant_image_stays_constant(int height, int width, int side)
    {
        var result = SquareResize.Apply(Image(height, width, (_, _) => 137), side);
        Assert.Equal(new ImageShape(1, side, side), result.Shape);
        Assert.All(result.Pixels, p => Assert.Equal(137, p));
    }

    [Fact]
    public void An_image_of_the_side_is_untouched()
    {
        var image = Image(16, 16, (y, x) => (17 * y) + (5 * x));
        Assert.Same(image.Pixels, SquareResize.Apply(image, 16).Pixels);
    }

    [Fact]
    public void A_wide_image_of_the_right_height_is_only_cut_to_its_centre()
    {
        var result = SquareResize.Apply(Image(8, 14, (y, x) => (16 * y) + x), 8);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (byte)((16 * (i / 8)) + (i % 8) + 3)), result.Pixels);
    }

    [Fact]
    public void Halving_weighs_by_the_triangle()
    {
        // In the middle of a row: centre between two pixels, radius 2, so weights 1, 3, 3, 1 of 8; one bright column is spread so.
        var result = SquareResize.Apply(Image(16, 16, (_, x) => x == 7 ? 240 : 0), 8);
        Assert.Equal([0, 0, 0, 90, 30, 0, 0, 0], result.Pixels[24..32]);
    }

    [Fact]
    public void A_fine_checkerboard_shrinks_to_grey_and_not_to_one_of_its_colours()
    {
        var result = SquareResize.Apply(Image(64, 64, (y, x) => (x + y) % 2 * 200), 16);
        Assert.All(result.Pixels, p => Assert.InRange(p, (byte)90, (byte)110));
    }

    private static DecodedImage Image(int height, int width, Func<int, int, int> value) =>
        new(new ImageShape(1, height, width), [.. Enumerable.Range(0, height * width).Select(i => (byte)value(i / width, i % width))]);
}
