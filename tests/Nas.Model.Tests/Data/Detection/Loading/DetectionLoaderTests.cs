using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;

namespace Nas.Model.Tests.Data.Detection.Loading;

public sealed class DetectionLoaderTests
{
    private static readonly DetectionLoaderOptions Plain = new()
    {
        Batch = 2,
        Seed = 3,
        Purpose = "test",
        ShortSide = 40,
        LongSide = 100,
        Shuffle = false,
    };
    private static readonly DetectionLoaderOptions Full = Plain with { Shuffle = true, Flip = true, Masks = true };

    private static readonly PaintedSet Data = new(
        (20, 30, new Box(3, 8, 12, 5)),
        (40, 25, new Box(2, 2, 20, 30)),
        (10, 60, new Box(5, 1, 40, 8)),
        (40, 40, new Box(10, 10, 10, 10)),
        (33, 47, new Box(0, 0, 9, 9))
    );

    [
        Theory,
        InlineData(20, 30, 40, 60),
        InlineData(480, 640, 40, 53),
        InlineData(10, 60, 17, 100),
        InlineData(60, 10, 100, 17),
        InlineData(1, 5000, 1, 100)
    ]
    public void The_short_side_is_met_unless_the_long_one_would_be_too_long(int height, int width, int toHeight, int toWidth) =>
        Assert.Equal((toHeight, toWidth), Plain.SizeOf(height, width));

    [Fact]
    public void Images_are_padded_to_a_common_multiple_of_thirty_two()
    {
        using var loader = new DetectionLoader(Data, Plain with { Masks = true });
        var batch = loader.Get(0);
        Assert.Equal((64, 64), (batch.Height, batch.Width));
        Assert.Equal(
            [(0, 40, 60, 20, 30), (1, 64, 40, 40, 25)],
            batch.Images.Select(i => (i.Index, i.Height, i.Width, i.OriginalHeight, i.OriginalWidth))
        );
        Assert.Equal(2 * 3 * 64 * 64, batch.Pixels.Length);
        Assert.Equal([6f, 16f, 30f, 26f], batch.Images[0].Boxes);
        Assert.Equal([1L], batch.Images[0].Labels);
        Assert.Equal([2L], batch.Images[1].Labels);
        for (var i = 0; i < 64 * 64; i++)
        {
            var (y, x) = (i / 64, i % 64);
            Assert.Equal(y is >= 16 and < 26 && x is >= 6 and < 30 ? 1 : 0, batch.Images[0].Masks![i]);
            // Zeros below and on the right; a black pixel of the image is not zero.
            if (y >= 40 || x >= 60)
                Assert.Equal(0, batch.Pixels[i]);
            else if (y < 10)
                Assert.Equal(-0.485f / 0.229f, batch.Pixels[i], 1e-5);
        }
        // White, in the middle of the rectangle, in the blue channel.
        Assert.Equal((1 - 0.406f) / 0.225f, batch.Pixels[(2 * 64 * 64) + (21 * 64) + 18], 1e-5);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(4)]
    public void A_batch_depends_on_its_number_alone(int prefetch)
    {
        using var ahead = new DetectionLoader(Data, Full with { Prefetch = prefetch });
        var inOrder = Enumerable.Range(0, 6).Select(ahead.Get).ToArray();
        using var alone = new DetectionLoader(Data, Full with { Prefetch = 0 });
        foreach (var t in new[] { 5, 0, 3 })
            Same(inOrder[t], alone.Get(t));
        Assert.Contains(inOrder.SelectMany(b => b.Images), image => image.Mirrored);
        Assert.Contains(inOrder.SelectMany(b => b.Images), image => !image.Mirrored);
    }

    [Fact]
    public void Every_epoch_is_another_order_and_other_seeds_draw_others()
    {
        using var loader = new DetectionLoader(Data, Full with { Batch = 5 });
        using var other = new DetectionLoader(Data, Full with { Batch = 5, Seed = 4 });
        var orders = Enumerable.Range(0, 4).Select(t => string.Join(',', loader.Get(t).Images.Select(i => i.Index))).ToArray();
        Assert.Equal(4, orders.Distinct().Count());
        Assert.All(orders, order => Assert.Equal([0, 1, 2, 3, 4], order.Split(',').Select(int.Parse).Order()));
        Assert.NotEqual(orders, Enumerable.Range(0, 4).Select(t => string.Join(',', other.Get(t).Images.Select(i => i.Index))).ToArray());
    }

    [Fact]
    public void Scoring_takes_every_image_once_and_training_leaves_the_short_batch_out()
    {
        using var scoring = new DetectionLoader(Data, Plain);
        Assert.Equal(3, scoring.BatchesPerEpoch);
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 3).SelectMany(t => scoring.Get(t).Images).Select(i => i.Index));
        using var training = new DetectionLoader(Data, Full);
        Assert.Equal(2, training.BatchesPerEpoch);
    }

    [Fact]
    public void A_broken_image_surfaces_where_its_batch_is_asked_for_and_nowhere_else()
    {
        using var loader = new DetectionLoader(
            new PaintedSet((8, 8, new Box(0, 0, 4, 4)), (8, 8, new Box(0, 0, 4, 4)), (8, 8, new Box(0, 0, 4, 4))) { Broken = 1 },
            Plain with
            {
                Batch = 1,
            }
        );
        Assert.Equal(0, loader.Get(0).Images[0].Index);
        Assert.Equal("1.png is broken.", Assert.Throws<DamagedFileException>(() => loader.Get(1)).Message);
        Assert.Equal(2, loader.Get(2).Images[0].Index);
    }

    [Fact]
    public void Too_few_images_and_missing_masks_are_refused_at_once()
    {
        Assert.Contains(
            "do not fill one batch of 9",
            Assert.Throws<UserException>(() => new DetectionLoader(Data, Full with { Batch = 9 })).Message
        );
        var bare = Data.Labels.Images[2] with { Objects = [Data.Labels.Images[2].Objects[0] with { Shape = null }] };
        var lacking = new PaintedSet() { Labels = Data.Labels with { Images = Data.Labels.Images.SetItem(2, bare) } };
        Assert.Contains(
            "an object without a mask in 2.png",
            Assert.Throws<UserException>(() => new DetectionLoader(lacking, Full)).Message
        );
    }

    private static void Same(LoadedBatch expected, LoadedBatch actual)
    {
        Assert.Equal(expected.Pixels, actual.Pixels);
        Assert.Equal((expected.Height, expected.Width), (actual.Height, actual.Width));
        foreach (var (left, right) in expected.Images.Zip(actual.Images))
        {
            Assert.Equal((left.Index, left.Mirrored), (right.Index, right.Mirrored));
            Assert.Equal(left.Boxes, right.Boxes);
            Assert.Equal(left.Labels, right.Labels);
            Assert.Equal(left.Masks, right.Masks);
        }
    }
}
