using System.Security.Cryptography;
using Nas.Model.Data;

namespace Nas.Model.Tests.Data;

public sealed class ProceduralSetTests
{
    [Fact]
    public void Images_are_the_same_on_every_machine_and_in_every_version()
    {
        var set = ProceduralSet.Draw(1, 100, 50);
        var bytes = Enumerable
            .Range(0, 100)
            .SelectMany(i => Pixels(set.Train, i))
            .Concat(Enumerable.Range(0, 50).SelectMany(i => Pixels(set.Test, i)));
        Assert.StartsWith(
            "4ca616fd28b49c1f7855b9c8e9f3ec5baca91533010503f90e",
            Convert.ToHexStringLower(SHA256.HashData([.. bytes])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_image_depends_on_seed_part_and_number_alone()
    {
        var few = ProceduralSet.Draw(3, 20, 20);
        var more = ProceduralSet.Draw(3, 40, 20);
        var other = ProceduralSet.Draw(4, 20, 20);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(Pixels(few.Train, i), Pixels(more.Train, i)));
        Assert.All(Enumerable.Range(0, 20), i => Assert.NotEqual(Pixels(few.Train, i), Pixels(few.Test, i)));
        Assert.All(Enumerable.Range(0, 20), i => Assert.NotEqual(Pixels(few.Train, i), Pixels(other.Train, i)));
    }

    [Fact]
    public void Classes_are_balanced()
    {
        var set = ProceduralSet.Draw(1, 200, 100);
        Assert.All(Enumerable.Range(0, 200).CountBy(set.Train.Label), p => Assert.Equal(20, p.Value));
        Assert.Equal(10, set.Train.ClassNames.Distinct().Count());
    }

    [Fact]
    public void It_can_be_learned_but_not_by_comparing_pixels()
    {
        var set = ProceduralSet.Draw(1, 4000, 300);
        var train = Enumerable.Range(0, 4000).Select(i => Pixels(set.Train, i)).ToArray();
        var right = Enumerable
            .Range(0, 300)
            .AsParallel()
            .Count(i =>
            {
                var pixels = Pixels(set.Test, i);
                var nearest = Enumerable.Range(0, train.Length).MinBy(j => Distance(pixels, train[j]));
                return set.Train.Label(nearest) == set.Test.Label(i);
            });
        Assert.InRange(right / 300.0, 0.35, 0.55);
    }

    private static int Distance(byte[] a, byte[] b)
    {
        var sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static byte[] Pixels(IImageDataset data, int index)
    {
        var pixels = new byte[data.Shape.Size];
        data.CopyPixels(index, pixels);
        return pixels;
    }
}
