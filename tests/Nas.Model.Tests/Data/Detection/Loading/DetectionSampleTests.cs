using System.Collections.Immutable;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Data.Images;

namespace Nas.Model.Tests.Data.Detection.Loading;

public sealed class DetectionSampleTests
{
    private static readonly PaintedSet Painted = new((30, 41, new Box(3, 8, 12, 5)));

    [Theory, InlineData(30, 41), InlineData(47, 63), InlineData(13, 99)]
    public void Two_flips_are_the_identity(int height, int width)
    {
        var sample = Sample(Painted, (height, width));
        var once = sample.Mirrored();
        var twice = once.Mirrored();
        Assert.NotEqual(sample.Image.Pixels, once.Image.Pixels);
        Assert.Equal(sample.Image.Pixels, twice.Image.Pixels);
        Assert.Equal(sample.Objects[0].Mask!.ToPixels(), twice.Objects[0].Mask!.ToPixels());
        Assert.Equal(sample.Objects[0].Box.X, twice.Objects[0].Box.X, 1e-9);
        Assert.Equal(sample.Objects[0].Box.Right, twice.Objects[0].Box.Right, 1e-9);
    }

    [Fact]
    public void A_flip_moves_box_mask_and_pixels_alike()
    {
        var flipped = Sample(Painted, (30, 41)).Mirrored();
        Assert.Equal(new Box(41 - 15, 8, 12, 5), flipped.Objects[0].Box);
        Assert.Equal(flipped.Objects[0].Box, flipped.Objects[0].Mask!.Box);
        Assert.Equal(flipped.Image.Pixels[..(30 * 41)], flipped.Objects[0].Mask!.ToPixels().Select(p => (byte)(255 * p)));
    }

    [Fact]
    public void A_box_is_scaled_by_what_its_image_is_scaled_by_along_each_side()
    {
        var sample = Sample(Painted, (60, 123));
        Assert.Equal(new Box(9, 16, 36, 10), sample.Objects[0].Box);
        // Nearest pixels, a whole number of times: the mask covers exactly its box.
        Assert.Equal(sample.Objects[0].Box, sample.Objects[0].Mask!.Box);
        Assert.Equal(360, sample.Objects[0].Mask!.Area);
        Assert.Equal(new ImageShape(3, 60, 123), sample.Image.Shape);
        // The brightness of the resized rectangle is where its box is: its centre of mass is the box's centre.
        var mass = sample.Image.Pixels.Take(60 * 123).Select((value, i) => (value, x: (i % 123) + 0.5, y: (i / 123) + 0.5)).ToArray();
        var total = mass.Sum(m => (double)m.value);
        Assert.Equal(9 + 18, mass.Sum(m => m.value * m.x) / total, 0.01);
        Assert.Equal(16 + 5, mass.Sum(m => m.value * m.y) / total, 0.01);
    }

    [Fact]
    public void A_polygon_is_scaled_before_it_is_drawn()
    {
        var square = new PolygonSegmentation([
            [2, 2, 6, 2, 6, 6, 2, 6],
        ]);
        var mask = MaskResize.Apply(square, (10, 10), (40, 20));
        Assert.Equal(new PolygonSegmentation([
                [4, 8, 12, 8, 12, 24, 4, 24],
            ]).ToMask(40, 20).ToPixels(), mask.ToPixels());
        Assert.Equal(new Box(4, 8, 8, 16), mask.Box);
    }

    [Fact]
    public void Boxes_are_cut_at_the_edge_and_crowds_difficult_and_outer_ones_are_not_trained_on()
    {
        var label = new LabelledImage(
            1,
            "a",
            20,
            10,
            [
                new LabelledObject(1, 0, new Box(-1, 2, 5, 9), 45),
                new LabelledObject(2, 1, new Box(1, 1, 3, 3), 9, IsCrowd: true),
                new LabelledObject(3, 1, new Box(1, 1, 3, 3), 9, IsDifficult: true),
                new LabelledObject(4, 1, new Box(-1, 1, 1, 3), 3),
            ]
        );
        var sample = DetectionSample.Of(new DecodedImage(new ImageShape(3, 10, 20), new byte[600]), label, (20, 40), masks: false);
        Assert.Equal(new SampleObject(new Box(0, 4, 8, 16), 0, null), Assert.Single(sample.Objects));
    }

    [Fact]
    public void A_flat_image_stays_flat_at_any_size()
    {
        var flat = new DecodedImage(new ImageShape(3, 7, 11), [.. Enumerable.Repeat((byte)93, 231)]);
        foreach (var (height, width) in ImmutableArray.Create((1, 1), (5, 31), (64, 3)))
        {
            var resized = BilinearResize.Apply(flat, height, width);
            Assert.Equal(new ImageShape(3, height, width), resized.Shape);
            Assert.All(resized.Pixels, value => Assert.Equal(93, value));
        }
    }

    private static DetectionSample Sample(PaintedSet set, (int, int) size) =>
        DetectionSample.Of(set.Load(0), set.Labels.Images[0], size, masks: true);
}
