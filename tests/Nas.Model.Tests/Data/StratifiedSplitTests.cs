using CsCheck;
using Nas.Model.Data;

namespace Nas.Model.Tests.Data;

public sealed class StratifiedSplitTests
{
    [Fact]
    public void The_parts_are_disjoint_complete_and_of_the_exact_size_and_every_class_keeps_its_share()
    {
        var cases =
            from classes in Gen.Int[1, 12]
            from labels in Gen.Int[0, classes - 1].Array[1, 300]
            from size in Gen.Int[0, labels.Length]
            from seed in Gen.Long
            select (classes, labels, size, seed);
        cases.Sample(t =>
        {
            var split = StratifiedSplit.Of(t.labels, t.classes, t.size, t.seed);
            var isExact =
                split.Aside.Length == t.size && split.Kept.Concat(split.Aside).Order().SequenceEqual(Enumerable.Range(0, t.labels.Length));
            return isExact
                && Enumerable
                    .Range(0, t.classes)
                    .All(c =>
                    {
                        var share = (double)t.labels.Count(l => l == c) * t.size / t.labels.Length;
                        return Math.Abs(split.Aside.Count(i => t.labels[i] == c) - share) < 1;
                    });
        });
    }

    [Fact]
    public void The_seed_decides_which_images()
    {
        var labels = Enumerable.Range(0, 1000).Select(i => i % 10).ToArray();
        var split = StratifiedSplit.Of(labels, 10, 200, 1);
        Assert.Equal(split.Aside, StratifiedSplit.Of(labels, 10, 200, 1).Aside);
        Assert.NotEqual(split.Aside, StratifiedSplit.Of(labels, 10, 200, 2).Aside);
        Assert.Equal(split.Aside.Order(), split.Aside);
    }
}
