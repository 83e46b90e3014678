using Nas.Model.Cost.Torchvision;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Tests.Spaces.Reallocation;

public class ReadableDilationsTests
{
    /// <summary>The shares of issue 14's review: 37 % and 17 % on the last map of the quick start, 87 % on COCO's.</summary>
    [Theory]
    [InlineData(3, 4, 2, 0.370)]
    [InlineData(3, 4, 3, 0.167)]
    [InlineData(25, 42, 3, 0.876)]
    [InlineData(9, 12, 2, 0.757)]
    [InlineData(1, 1, 1, 0.111)]
    public void The_share_of_taps_inside_a_map(int height, int width, int dilation, double share)
    {
        Assert.Equal(share, ReadableDilations.Share(dilation, height, width), 0.0005);
        Assert.Equal(Counted(dilation, height, width), ReadableDilations.Share(dilation, height, width), 1e-12);
    }

    [Theory]
    [InlineData(96, 128, "3,2,1,1")]
    [InlineData(800, 1333, "3,3,3,3")]
    [InlineData(288, 384, "3,3,3,2")]
    [InlineData(32, 32, "1,1,1,1")]
    public void Dilations_that_read_the_map_are_left(int height, int width, string greatest) =>
        Assert.Equal(greatest, string.Join(',', ReadableDilations.Greatest(height, width)));

    [Fact]
    public void A_block_has_the_dilations_of_its_stage()
    {
        var space = new DilationSpace(
            "dilations",
            BackboneShapes.Find("resnet_small").WithBlocks([1, 2, 1, 2]),
            96,
            128,
            partial: true,
            greatest: [3, 2, 1, 1]
        );
        Assert.Equal([4, 3, 3, 1, 1, 1], space.Decisions.Select(decision => decision.Options.Length));
        Assert.Equal(4 * 3 * 3, space.Count);
        var open = space.Parse("*/2,*/1/1,1");
        Assert.Equal("*/2,*/1/1,1", space.Format(open));
        Assert.False(((ISearchSpace)space).IsComplete(open));
        Assert.Equal([false, true, false, true, true, true], space.DecidedIn(open));
        var drawn = Enumerable.Range(0, 200).Select(number => space.Completed(open, RandomStream.For(1, "completion", number))).ToArray();
        Assert.Equal(
            ["1/2,1/1/1,1", "1/2,2/1/1,1", "2/2,1/1/1,1", "2/2,2/1/1,1", "3/2,1/1/1,1", "3/2,2/1/1,1"],
            drawn.Select(space.Format).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "'2' in stage 4, where only 1 is allowed",
            Assert.Throws<UserException>(() => space.Parse("1/1,1/1/1,2")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'3' in stage 2, where 1 and 2 are allowed",
            Assert.Throws<UserException>(() => space.Parse("1/1,3/1/1,1")).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Tap by tap, place by place.</summary>
    private static double Counted(int dilation, int height, int width)
    {
        var inside = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var tap = 0; tap < 9; tap++)
                {
                    var (row, column) = (y + (((tap / 3) - 1) * dilation), x + (((tap % 3) - 1) * dilation));
                    inside += row >= 0 && row < height && column >= 0 && column < width ? 1 : 0;
                }
            }
        }
        return inside / (9.0 * height * width);
    }
}
