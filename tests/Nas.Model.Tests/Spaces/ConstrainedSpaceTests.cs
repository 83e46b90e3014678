using System.Numerics;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces;

public class ConstrainedSpaceTests
{
    private static readonly TopologySpace Small = SpaceSamples.Small;

    /// <summary>A middle range with a few hundred architectures.</summary>
    private static readonly CostRange Middle = new(Small.MAdds.Min + 30_000, Small.MAdds.Min + 38_000);

    [Fact]
    public void Without_a_constraint_there_are_as_many_architectures_as_the_product_of_options()
    {
        var all = new ConstrainedSpace(Small, CostRange.Any);
        Assert.Equal(SpaceSamples.Enumerate(Small).Count(), all.Count);
        Assert.Equal(Small.Count, all.Count);
        Assert.Equal((Small.MAdds.Min, Small.MAdds.Max), (all.Reachable.Min, all.Reachable.Max));
    }

    [Fact]
    public void Counts_and_numbers_agree_with_enumeration_for_every_range()
    {
        var all = SpaceSamples.Enumerate(Small).ToList();
        var random = RandomStream.For(3, "ranges");
        for (var i = 0; i < 30; i++)
        {
            var min = Small.MAdds.Min - 1000 + random.Next((int)(Small.MAdds.Max - Small.MAdds.Min));
            var range = new CostRange(min, min + random.Next(40_000));
            var space = new ConstrainedSpace(Small, range, i % 3 == 0 ? Small.ChainOnly : null);
            var expected = all.Where(a => range.Contains(Small.MAdds.Of(a)) && (i % 3 != 0 || IsChain(a))).ToList();
            Assert.Equal(expected.Count, space.Count);
            Assert.Equal(expected, Enumerable.Range(0, expected.Count).Select(number => space.At(number)));
            Assert.Equal(expected, all.Where(space.Contains));
        }
    }

    [Fact]
    public void Samples_are_uniform_over_the_architectures_in_the_range()
    {
        var space = new ConstrainedSpace(Small, Middle);
        var expected = SpaceSamples.Enumerate(Small).Where(space.Contains).ToList();
        Assert.InRange(expected.Count, 50, 1000);
        var random = RandomStream.For(11, "uniform");
        ChiSquare.AssertUniform(expected, Enumerable.Range(0, 20_000).Select(_ => space.Sample(random)));
    }

    [Fact]
    public void The_same_stream_gives_the_same_samples()
    {
        var space = new ConstrainedSpace(Small, Middle);
        var (first, second) = (RandomStream.For(4, "same", 7), RandomStream.For(4, "same", 7));
        for (var i = 0; i < 20; i++)
            Assert.Equal(space.Sample(first), space.Sample(second));
    }

    [Fact]
    public void The_chain_only_subspace_has_only_chains()
    {
        var space = new ConstrainedSpace(Small, CostRange.Any, Small.ChainOnly);
        Assert.Equal(BigInteger.Pow(2, 5), space.Count);
        Assert.All(Enumerable.Range(0, 32), number => Assert.True(IsChain(space.At(number))));
        Assert.Equal(Small.MAdds.Min, space.Reachable.Min);
        Assert.True(space.Reachable.Max < Small.MAdds.Max);
    }

    [Fact]
    public void An_infeasible_range_counts_nothing_and_names_the_nearest_values_on_both_sides()
    {
        var values = SpaceSamples.Enumerate(Small).Select(Small.MAdds.Of).Distinct().Order().ToList();
        var (below, above) = values.Zip(values.Skip(1)).First(pair => pair.Second - pair.First > 2);
        var space = new ConstrainedSpace(Small, new CostRange(below + 1, above - 1));
        Assert.Equal(0, space.Count);
        var error = Assert.Throws<InfeasibleException>(() => space.Sample(RandomStream.For(1, "none")));
        Assert.Contains($"{below:N0} below it and {above:N0} above it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beyond_the_ends_only_one_side_is_named()
    {
        var low = Assert.Throws<InfeasibleException>(() => new ConstrainedSpace(Small, new CostRange(0, 5)).RequireFeasible());
        Assert.Contains($"{Small.MAdds.Min:N0} above it.", low.Message, StringComparison.Ordinal);
        var high = Assert.Throws<InfeasibleException>(() =>
            new ConstrainedSpace(Small, new CostRange(long.MaxValue, long.MaxValue)).RequireFeasible()
        );
        Assert.Contains($"are {Small.MAdds.Max:N0} below it.", high.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mask_and_range_are_both_asked_of_a_member()
    {
        var chain = Small.Parse("0:k3e1|1:k3e1/0:k3e1|1:k3e1|2:k3e1");
        var space = new ConstrainedSpace(Small, CostRange.Any, OptionMask.All(Small).Restrict(0, 1));
        Assert.False(space.Contains(chain));
        Assert.True(space.Contains(chain.With(0, 1)));
        Assert.Equal(Small.Count / 2, space.Count);
        Assert.Throws<ArgumentException>(() => OptionMask.All(Small).Restrict(0, 9));
    }

    [Fact]
    public void Counts_of_the_large_space_equal_those_of_its_generating_polynomial()
    {
        var space = SpaceSamples.Preset("st-nas-imagenet");
        // Oracle: the product over the decisions of the sum of x^cost, with x = 2^192, which no coefficient reaches, as one big integer.
        const int Bits = 192;
        var unit = (int)
            space
                .MAdds.PerOption.SelectMany(costs => costs.Select(cost => cost - costs.Min()))
                .Aggregate((one, other) => (long)BigInteger.GreatestCommonDivisor(one, other));
        var polynomial = BigInteger.One;
        foreach (var costs in space.MAdds.PerOption)
        {
            var product = BigInteger.Zero;
            foreach (var cost in costs)
                product += polynomial << (int)(Bits * (cost - costs.Min()) / unit);
            polynomial = product;
        }
        var coefficients = polynomial
            .ToByteArray(isUnsigned: true)
            .Chunk(Bits / 8)
            .Select(bytes => new BigInteger(bytes, isUnsigned: true))
            .ToList();
        Assert.Equal(space.Count, coefficients.Aggregate(BigInteger.Add));

        var random = RandomStream.For(1, "large");
        (long, long)[] ranges =
        [
            (300_000_000, 330_000_000),
            (503_000_000, 503_000_000 + unit),
            (0, 400_000_000),
            (600_000_000, long.MaxValue),
        ];
        foreach (var (min, max) in ranges)
        {
            var constrained = new ConstrainedSpace(space, new CostRange(min, max));
            Assert.Equal(
                coefficients
                    .Where((_, power) => constrained.Range.Contains(space.MAdds.Min + ((long)power * unit)))
                    .Aggregate(BigInteger.Add),
                constrained.Count
            );
            for (var i = 0; i < 50; i++)
                Assert.InRange(space.MAdds.Of(constrained.Sample(random)), min, max);
        }
    }

    private static bool IsChain(Architecture a) =>
        Enumerable.Range(0, Small.Edges.Length).All(i => Small.Edges[i].IsChain || Small.OperationOf(a, i) is null);
}
