using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces;

public class VariationTests
{
    private static readonly TopologySpace Small = SpaceSamples.Small;
    private static readonly ConstrainedSpace Middle = new(Small, new CostRange(Small.MAdds.Min + 30_000, Small.MAdds.Min + 38_000));

    [Fact]
    public void Every_mutation_lies_inside_the_range_and_differs_from_its_parent()
    {
        var random = RandomStream.For(1, "mutation");
        foreach (var rate in new double?[] { null, 0, 0.1, 0.5, 1 })
        {
            for (var i = 0; i < 300; i++)
            {
                var parent = Middle.Sample(random);
                var child = Middle.Mutate(parent, random, rate);
                Assert.True(Middle.Contains(child));
                Assert.NotEqual(parent, child);
            }
        }
    }

    [Fact]
    public void A_mutation_of_every_decision_is_uniform_over_all_other_members()
    {
        var random = RandomStream.For(2, "mutation");
        var parent = Middle.Sample(random);
        var others = SpaceSamples.Enumerate(Small).Where(a => Middle.Contains(a) && !a.Equals(parent)).ToList();
        ChiSquare.AssertUniform(others, Enumerable.Range(0, 20_000).Select(_ => Middle.Mutate(parent, random, 1)));
    }

    [Fact]
    public void A_mutation_of_one_decision_in_a_free_space_changes_exactly_one()
    {
        var free = new ConstrainedSpace(Small, CostRange.Any);
        var random = RandomStream.For(3, "mutation");
        var parent = free.Sample(random);
        var neighbours = Enumerable
            .Range(0, parent.Choices.Length)
            .SelectMany(i => Enumerable.Range(0, Small.Decisions[i].Options.Length).Select(option => parent.With(i, option)))
            .Where(neighbour => !neighbour.Equals(parent))
            .ToHashSet();
        var children = Enumerable.Range(0, 2000).Select(_ => free.Mutate(parent, random, 0)).ToHashSet();
        Assert.Equal(neighbours, children);
    }

    [Fact]
    public void A_parent_outside_the_constraint_is_led_into_it()
    {
        var random = RandomStream.For(4, "mutation");
        var chains = new ConstrainedSpace(Small, Middle.Range, Small.ChainOnly);
        var free = new ConstrainedSpace(Small, CostRange.Any);
        for (var i = 0; i < 200; i++)
        {
            var parent = free.Sample(random);
            Assert.True(Middle.Contains(Middle.Mutate(parent, random)));
            Assert.True(chains.Contains(chains.Mutate(parent, random)));
        }
    }

    [Fact]
    public void Only_the_only_member_of_a_space_is_its_own_mutation()
    {
        var least = new ConstrainedSpace(Small, new CostRange(Small.MAdds.Min, Small.MAdds.Min), Small.ChainOnly);
        var only = least.At(0);
        Assert.Equal(1, least.Count);
        Assert.Equal(only, least.Mutate(only, RandomStream.For(5, "mutation")));
        var empty = new ConstrainedSpace(Small, new CostRange(0, 1));
        Assert.Throws<InfeasibleException>(() => empty.Mutate(only, RandomStream.For(5, "mutation")));
    }

    [Fact]
    public void Crossover_is_uniform_over_the_recombinations_of_stages_inside_the_range()
    {
        var space = SpaceSamples.Preset("st-nas-imagenet");
        var random = RandomStream.For(6, "crossover");
        var wide = new ConstrainedSpace(space, new CostRange(400_000_000, 440_000_000));
        var (first, second) = (wide.Sample(random), wide.Sample(random));
        var narrow = new ConstrainedSpace(space, new CostRange(410_000_000, 440_000_000));
        var recombinations = Recombinations(space, first, second).Where(narrow.Contains).ToList();
        Assert.InRange(recombinations.Count, 5, 29);
        ChiSquare.AssertUniform(recombinations, Enumerable.Range(0, 700).Select(_ => narrow.Crossover(first, second, random)));
    }

    [Fact]
    public void Crossover_falls_back_to_a_mutation_that_lies_inside()
    {
        var random = RandomStream.For(7, "crossover");
        var mutations = 0;
        for (var i = 0; i < 300; i++)
        {
            var (first, second) = (Middle.Sample(random), Middle.Sample(random));
            var child = Middle.Crossover(first, second, random);
            Assert.True(Middle.Contains(child));
            Assert.NotEqual(first, child);
            var possible = Recombinations(Small, first, second)
                .Where(Middle.Contains)
                .Where(a => !a.Equals(first) && !a.Equals(second))
                .ToHashSet();
            if (possible.Count > 0)
                Assert.Contains(child, possible);
            else
                mutations++;
        }
        Assert.InRange(mutations, 1, 299);
    }

    [Fact]
    public void Crossover_with_itself_is_a_mutation()
    {
        var random = RandomStream.For(8, "crossover");
        var parent = Middle.Sample(random);
        var child = Middle.Crossover(parent, parent, random);
        Assert.True(Middle.Contains(child));
        Assert.NotEqual(parent, child);
    }

    /// <summary>All ways to take each stage from one of two parents, but for taking all from one.</summary>
    private static IEnumerable<Architecture> Recombinations(ISearchSpace space, Architecture first, Architecture second)
    {
        var groups = space.Decisions.Select(decision => decision.Group).Distinct().ToList();
        return Enumerable
            .Range(1, (1 << groups.Count) - 2)
            .Select(bits => new Architecture([
                .. space.Decisions.Select(
                    (decision, i) => (bits >> groups.IndexOf(decision.Group) & 1) == 1 ? second.Choices[i] : first.Choices[i]
                ),
            ]));
    }
}
