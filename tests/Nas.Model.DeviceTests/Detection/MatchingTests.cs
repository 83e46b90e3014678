using Nas.Model.Detection.Boxes;
using Nas.Model.Detection.Matching;
using Nas.Model.Randomness;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection;

public sealed class MatchingTests
{
    // Overlaps of the boxes with the objects: 1 with the first; 0.5 with the first; 0.2 with the second; none.
    private static readonly float[,] Objects =
    {
        { 0, 0, 10, 10 },
        { 20, 20, 30, 30 },
    };
    private static readonly float[,] Boxes =
    {
        { 0, 0, 10, 10 },
        { 0, 0, 10, 5 },
        { 20, 20, 30, 22 },
        { 50, 50, 60, 60 },
    };

    [Theory]
    [InlineData(0.3, 0.7, false, 0, -2, -1, -1)]
    [InlineData(0.3, 0.7, true, 0, -2, 1, -1)]
    [InlineData(0.5, 0.5, false, 0, 0, -1, -1)]
    public void Boxes_belong_to_the_object_that_they_overlap_enough(double low, double high, bool keepBest, params int[] expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            expected.Select(value => (long)value),
            new Matcher(low, high, keepBest).Match(tensor(Objects), tensor(Boxes)).data<long>().ToArray()
        );
    }

    [Fact]
    public void Without_objects_all_is_background()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([-1L, -1, -1, -1], new Matcher(0.3, 0.7, KeepBest: true).Match(zeros(0, 4), tensor(Boxes)).data<long>().ToArray());
    }

    [Fact]
    public void Samples_are_balanced_random_and_repeatable()
    {
        using var scope = NewDisposeScope();
        var labels = cat([full([40], 3L, int64), zeros(60, int64), full([20], -1L, int64)]);
        var chosen = Choose(labels, 1);
        Assert.Equal(30, chosen.Distinct().Count());
        Assert.Equal(10, chosen.Count(index => index < 40));
        Assert.All(chosen, index => Assert.InRange(index, 0, 99));
        Assert.Equal(chosen, Choose(labels, 1));
        Assert.NotEqual(chosen, Choose(labels, 2));
        // Too few with objects: the background fills up; too few of both: all of them.
        Assert.Equal(28, Choose(labels.narrow(0, 38, 82), 1).Count(index => index >= 2));
        Assert.Equal([0L, 1], Choose(tensor(new long[] { 1, 0, -1 }), 1));

        static long[] Choose(Tensor labels, long seed) =>
            new BalancedSampler(30, 0.35).Choose(labels, RandomStream.For(seed, "sampler")).data<long>().ToArray();
    }

    [Fact]
    public void Anchors_are_the_published_ones_at_every_place()
    {
        using var scope = NewDisposeScope();
        var anchors = new AnchorGrid(32, SizesPerLevel: 1).Of([zeros(1, 1, 2, 3), zeros(1, 1, 1, 2)], zeros(1, 3, 8, 12));
        Assert.Equal([(2 * 3 * 3) + (1 * 2 * 3), 4], anchors.shape);
        Assert.Equal([-23f, -11, 23, 11, -16, -16, 16, 16, -11, -23, 11, 23], anchors.narrow(0, 0, 3).reshape(-1).data<float>().ToArray());
        Assert.Equal([4f - 16, 4 - 16, 4 + 16, 4 + 16], anchors[(3 * 4) + 1].data<float>().ToArray()); // second row, second column, square
        Assert.Equal([6f - 32, -32, 6 + 32, 32], anchors[^2].data<float>().ToArray()); // the coarser level's second place
    }

    [Fact]
    public void Several_sizes_of_a_level_are_a_geometric_series()
    {
        using var scope = NewDisposeScope();
        var anchors = new AnchorGrid(32, SizesPerLevel: 3).Of([zeros(1, 1, 1, 1)], zeros(1, 3, 8, 8));
        Assert.Equal([32f, 40, 50], (anchors.select(1, 2) - anchors.select(1, 0)).narrow(0, 3, 3).data<float>().ToArray());
    }
}
