using System.Security.Cryptography;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Tests.Data.Detection.Loading;

public sealed class ProceduralDetectionSetTests
{
    private static readonly ProceduralDetectionSet Set = new(1, "train", 300);

    [Fact]
    public void An_image_is_a_function_of_seed_part_and_index()
    {
        var again = new ProceduralDetectionSet(1, "train", 20);
        foreach (var i in new[] { 19, 0, 7 })
        {
            Assert.Equal(Set.Load(i).Pixels, again.Load(i).Pixels);
            Assert.Equal(
                Set.Labels.Images[i].Objects.Select(o => (o.Id, o.Category, o.Box)),
                again.Labels.Images[i].Objects.Select(o => (o.Id, o.Category, o.Box))
            );
        }
        Assert.NotEqual(Set.Load(3).Pixels, new ProceduralDetectionSet(2, "train", 4).Load(3).Pixels);
        Assert.NotEqual(Set.Load(3).Pixels, new ProceduralDetectionSet(1, "test", 4).Load(3).Pixels);
    }

    /// <summary>Searches of this version are comparable only while the images are these; change the number when they must change.</summary>
    [Fact]
    public void The_images_are_the_same_on_every_machine_and_in_every_version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 20; i++)
            hash.AppendData(Set.Load(i).Pixels);
        Assert.Equal("96BB572469F90942", Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void Objects_are_of_all_categories_and_of_every_scale_from_eight_pixels_to_most_of_the_image()
    {
        var objects = Set.Labels.Images.SelectMany(image => image.Objects.Select(o => (image, o))).ToArray();
        Assert.Equal(Enumerable.Range(1, objects.Length), objects.Select(p => (int)p.o.Id));
        Assert.All(Set.Labels.Images, image => Assert.InRange(image.Objects.Length, 1, 8));
        Assert.All(Set.Labels.Images, image => Assert.InRange(Math.Min(image.Width, image.Height), 96, 160));
        Assert.All(Set.Labels.Images, image => Assert.InRange(Math.Max(image.Width, image.Height), 96, 160));
        Assert.All(objects.CountBy(p => p.o.Category), count => Assert.InRange((double)count.Value / objects.Length, 0.2, 0.3));
        Assert.All(
            objects,
            p => Assert.True(p.o.Box is { X: >= 0, Y: >= 0 } && p.o.Box.Right <= p.image.Width && p.o.Box.Bottom <= p.image.Height)
        );
        var sides = objects.Select(p => Math.Sqrt(p.o.Box.Area)).ToArray();
        Assert.InRange(sides.Min(), 7.5, 9);
        Assert.InRange(sides.Max(), 90, 136);
        // Each octave has its share; crowding leaves fewer of the large ones.
        foreach (var from in new[] { 8, 16, 32, 64 })
            Assert.InRange(sides.Count(s => s >= from && s < 2 * from) / (double)sides.Length, 0.08, 0.4);
    }

    [Fact]
    public void Masks_fill_their_boxes_to_within_a_pixel_and_give_the_area()
    {
        foreach (var found in Set.Labels.Images.SelectMany(image => image.Objects))
        {
            var mask = ((MaskSegmentation)found.Shape!).Mask;
            Assert.Equal(mask.Area, found.Area);
            Assert.InRange(mask.Box.X - found.Box.X, -0.5, 3);
            Assert.InRange(found.Box.Right - mask.Box.Right, -0.5, 3);
            Assert.InRange(mask.Box.Y - found.Box.Y, -0.5, 3);
            Assert.InRange(found.Box.Bottom - mask.Box.Bottom, -0.5, 3);
            Assert.InRange(found.Area / found.Box.Area, 0.3, 0.9);
        }
    }

    [Fact]
    public void A_figure_stands_out_from_what_is_around_it()
    {
        var standing = 0;
        foreach (var (index, image) in Set.Labels.Images.Take(50).Index())
        {
            var pixels = Set.Load(index).Pixels;
            // The smallest is painted last: nothing covers it.
            var smallest = image.Objects[^1];
            var inside = ((MaskSegmentation)smallest.Shape!).Mask.ToPixels();
            var (left, top) = ((int)smallest.Box.X, (int)smallest.Box.Y);
            double sumIn = 0,
                sumOut = 0;
            int countIn = 0,
                countOut = 0;
            for (var y = top; y < smallest.Box.Bottom; y++)
            {
                for (var x = left; x < smallest.Box.Right; x++)
                {
                    var i = (y * image.Width) + x;
                    if (inside[i] == 1)
                        (sumIn, countIn) = (sumIn + pixels[i], countIn + 1);
                    else
                        (sumOut, countOut) = (sumOut + pixels[i], countOut + 1);
                }
            }
            if (Math.Abs((sumIn / countIn) - (sumOut / countOut)) > 15)
                standing++;
        }
        Assert.InRange(standing, 45, 50);
    }

    [Fact]
    public void A_loader_takes_it_with_its_masks()
    {
        var splits = ProceduralDetectionSet.Splits(1, 6, 4, 2);
        using var loader = new DetectionLoader(
            splits.Train,
            new()
            {
                Batch = 3,
                Seed = 1,
                Purpose = "test",
                ShortSide = 128,
                LongSide = 192,
                Flip = true,
                Masks = true,
            }
        );
        var batch = loader.Get(1);
        Assert.Equal(0, batch.Height % 32);
        Assert.All(batch.Images, image => Assert.Equal(image.Labels.Length * batch.Height * batch.Width, image.Masks!.Length));
        Assert.Equal((4, 2), (splits.Validation.Labels.Images.Length, splits.Test.Labels.Images.Length));
    }
}
