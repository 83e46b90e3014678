using Nas.Model.Data.Detection.Masks;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Data.Detection.Masks;

public class PolygonRasterTests
{
    [Fact]
    public void A_rectangle_on_whole_pixels_covers_exactly_them()
    {
        var mask = PolygonRaster.Fill([1, 2, 4, 2, 4, 5, 1, 5], height: 6, width: 7);
        for (var y = 0; y < 6; y++)
        {
            for (var x = 0; x < 7; x++)
                Assert.Equal(x is >= 1 and < 4 && y is >= 2 and < 5 ? 1 : 0, mask.ToPixels()[(y * 7) + x]);
        }
    }

    [Fact]
    public void What_lies_outside_the_image_is_cut_off()
    {
        Assert.Equal(20, PolygonRaster.Fill([-50, -50, 50, -50, 50, 50, -50, 50], height: 4, width: 5).Area);
        Assert.Equal(0, PolygonRaster.Fill([10, 10, 20, 10, 20, 20], height: 4, width: 5).Area);
        Assert.Equal(4, PolygonRaster.Fill([3, 2, 30, 2, 30, 20, 3, 20], height: 4, width: 5).Area);
    }

    [Fact]
    public void Neither_direction_nor_a_repeated_point_matters()
    {
        double[] forth = [1.3, 0.7, 9.1, 3.2, 6.6, 8.9];
        double[] back = [6.6, 8.9, 9.1, 3.2, 1.3, 0.7];
        double[] closed = [.. forth, forth[0], forth[1]];
        var expected = PolygonRaster.Fill(forth, 12, 12).ToPixels();
        Assert.Equal(expected, PolygonRaster.Fill(back, 12, 12).ToPixels());
        Assert.Equal(expected, PolygonRaster.Fill(closed, 12, 12).ToPixels());
    }

    [Fact]
    public void Random_triangles_cover_the_pixels_whose_centres_are_well_inside_and_none_well_outside()
    {
        var random = RandomStream.For(3, "triangles");
        for (var round = 0; round < 100; round++)
        {
            var corners = Enumerable.Range(0, 6).Select(_ => random.NextDouble() * 30).ToArray();
            var pixels = PolygonRaster.Fill(corners, 30, 30).ToPixels();
            for (var at = 0; at < pixels.Length; at++)
            {
                var depth = Depth(corners, (at % 30) + 0.5, (at / 30) + 0.5);
                if (depth > 0.75)
                    Assert.Equal(1, pixels[at]);
                if (depth < -0.75)
                    Assert.Equal(0, pixels[at]);
            }
        }
    }

    [Fact]
    public void Parts_of_one_object_are_united()
    {
        var shape = new PolygonSegmentation([
            [0, 0, 2, 0, 2, 2, 0, 2],
            [1, 1, 3, 1, 3, 3, 1, 3],
            [4, 4, 5, 4, 5, 5, 4, 5],
        ]);
        Assert.Equal(4 + 3 + 1, shape.ToMask(6, 6).Area);
    }

    /// <summary>
    /// The signed distance of a point to the nearest edge's line of a triangle, positive inside; outside at most the true distance.
    /// </summary>
    private static double Depth(double[] corners, double x, double y)
    {
        var turn = Math.Sign(Cross(corners, 0, corners[4], corners[5]));
        var depth = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var length = Math.Sqrt(
                Math.Pow(corners[((2 * i) + 2) % 6] - corners[2 * i], 2) + Math.Pow(corners[((2 * i) + 3) % 6] - corners[(2 * i) + 1], 2)
            );
            depth = Math.Min(depth, turn * Cross(corners, i, x, y) / length);
        }
        return depth;
    }

    private static double Cross(double[] corners, int edge, double x, double y)
    {
        var (fromX, fromY) = (corners[2 * edge], corners[(2 * edge) + 1]);
        var (toX, toY) = (corners[((2 * edge) + 2) % 6], corners[((2 * edge) + 3) % 6]);
        return ((toX - fromX) * (y - fromY)) - ((toY - fromY) * (x - fromX));
    }
}
