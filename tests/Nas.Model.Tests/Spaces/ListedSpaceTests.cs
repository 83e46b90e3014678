using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Nas.Model.Tests.Spaces;

public class ListedSpaceTests
{
    private static readonly ISearchSpace Small = SpaceSamples.Small;
    private static readonly CostRange Range = new(Small.MAdds.Min + 30_000, Small.MAdds.Min + 38_000);
    private static readonly ConstrainedSpace Summed = new(Small, Range);

    /// <summary>Every architecture of the small space, written down.</summary>
    private static readonly ConstrainedSpace Listed = new(Twin(SpaceSamples.Enumerate(Small)), Range);

    /// <summary>A seventh of them, whose costs are no sums.</summary>
    private static readonly ListedTwin Ragged = Twin(
        SpaceSamples.Enumerate(Small).Where(a => (uint)a.GetHashCode() % 7 == 0),
        a => (uint)a.GetHashCode() % 1000
    );

    private static readonly ConstrainedSpace Part = new(Ragged, new CostRange(100, 699));

    [Fact]
    public void A_list_of_every_combination_is_counted_and_numbered_as_the_product_is()
    {
        Assert.Equal(Summed.Count, Listed.Count);
        for (var number = BigInteger.Zero; number < Summed.Count; number++)
            Assert.Equal(Summed.At(number), Listed.At(number));
        Assert.Equal(Summed.Reachable, Listed.Reachable);
        Assert.Equal(Summed.Nearest(), Listed.Nearest());
        Assert.All(
            SpaceSamples.Enumerate(Small),
            architecture => Assert.Equal(Summed.Contains(architecture), Listed.Contains(architecture))
        );
    }

    [Fact]
    public void A_list_of_every_combination_varies_as_the_product_does_draw_for_draw()
    {
        var (left, right) = (RandomStream.For(1, "twins"), RandomStream.For(1, "twins"));
        for (var i = 0; i < 2000; i++)
        {
            var (first, second) = (Summed.Sample(left), Summed.Sample(left));
            Assert.Equal((first, second), (Listed.Sample(right), Listed.Sample(right)));
            Assert.Equal(Summed.Mutate(first, left), Listed.Mutate(first, right));
            Assert.Equal(Summed.Mutate(first, left, 0.7), Listed.Mutate(first, right, 0.7));
            Assert.Equal(Summed.Crossover(first, second, left), Listed.Crossover(first, second, right));
        }
    }

    [Fact]
    public void A_mask_leaves_the_same_of_a_list_as_of_the_product()
    {
        var mask = SpaceSamples.Small.ChainOnly;
        var (summed, listed) = (
            new ConstrainedSpace(Small, CostRange.Any, mask),
            new ConstrainedSpace(Twin(SpaceSamples.Enumerate(Small)), CostRange.Any, mask)
        );
        Assert.Equal(summed.Count, listed.Count);
        Assert.Equal(summed.Reachable, listed.Reachable);
        var outside = new Architecture([.. Small.Decisions.Select(decision => decision.Options.Length - 1)]);
        Assert.False(listed.Contains(outside));
        Assert.True(listed.Contains(listed.Mutate(outside, RandomStream.For(2, "twins"))));
    }

    [Fact]
    public void Draws_from_an_incomplete_list_are_uniform_over_what_is_listed_inside_the_range()
    {
        var members = Ragged.Architectures.All.Where(a => Ragged.MAdds.Of(a) is >= 100 and <= 699).ToList();
        Assert.Equal(members.Count, Part.Count);
        var random = RandomStream.For(3, "listed");
        ChiSquare.AssertUniform(members, Enumerable.Range(0, 20_000).Select(_ => Part.Sample(random)));
        var parent = members[members.Count / 2];
        ChiSquare.AssertUniform(
            members.Where(a => !a.Equals(parent)),
            Enumerable.Range(0, 20_000).Select(_ => Part.Mutate(parent, random, 1))
        );
    }

    [Fact]
    public void A_mutation_of_one_decision_is_uniform_over_the_listed_neighbours_by_that_decision()
    {
        var random = RandomStream.For(4, "listed");
        var parent = Part.Sample(random);
        for (var decision = 0; decision < parent.Choices.Length; decision++)
        {
            var neighbours = Enumerable
                .Range(0, Small.Decisions[decision].Options.Length)
                .Select(option => parent.With(decision, option))
                .Where(neighbour => !neighbour.Equals(parent) && Part.Contains(neighbour))
                .ToList();
            var children = Enumerable.Range(0, 200).Select(_ => Part.Feasible.Redraw(parent, [decision], random)).ToList();
            AssertUniform(neighbours, children);
        }
    }

    [Fact]
    public void Crossover_in_an_incomplete_list_is_uniform_over_the_listed_recombinations()
    {
        var random = RandomStream.For(5, "listed");
        var found = 0;
        for (var i = 0; i < 100; i++)
        {
            var (first, second) = (Part.Sample(random), Part.Sample(random));
            var groups = Enumerable
                .Range(0, first.Choices.Length)
                .Where(d => first.Choices[d] != second.Choices[d])
                .Select(d => new[] { d })
                .ToArray();
            if (groups.Length < 2)
                continue;
            var recombinations = Enumerable
                .Range(1, (1 << groups.Length) - 2)
                .Select(bits => new Architecture([
                    .. first.Choices.Select(
                        (choice, d) =>
                            Array.FindIndex(groups, group => group[0] == d) is var g and >= 0 && (bits >> g & 1) == 1
                                ? second.Choices[d]
                                : choice
                    ),
                ]))
                .Where(Part.Contains)
                .ToList();
            var children = Enumerable
                .Range(0, 20 * Math.Max(1, recombinations.Count))
                .Select(_ => Part.Feasible.Recombine(first, second, groups, random))
                .ToList();
            AssertUniform(recombinations, children);
            found += recombinations.Count;
        }
        Assert.True(found > 100, $"only {found} recombinations were listed");
    }

    [Fact]
    public void An_empty_range_of_a_list_is_told_with_the_nearest_costs()
    {
        var empty = new ConstrainedSpace(Ragged, new CostRange(2000, 3000), measure: new CostMeasure("latency", Ragged.MAdds));
        var error = Assert.Throws<InfeasibleException>(empty.RequireFeasible);
        Assert.Equal(
            $"No architecture of ragged has from 2,000 to 3,000 latency: the nearest feasible latency are {Ragged.MAdds.Max} below it.",
            error.Message
        );
    }

    [Fact]
    public void A_list_does_not_depend_on_the_order_it_was_given_in_and_has_nothing_twice()
    {
        var members = Ragged.Architectures.All;
        Assert.Equal(members, new ArchitectureList(members.Reverse()).All);
        Assert.All(members.Index(), pair => Assert.Equal(pair.Index, Ragged.Architectures.IndexOf(pair.Item)));
        Assert.Equal(-1, Ragged.Architectures.IndexOf(new Architecture([1])));
        Assert.Throws<ArgumentException>(() => new ArchitectureList([members[0], members[0]]));
    }

    private static void AssertUniform(List<Architecture> expected, List<Architecture?> draws)
    {
        if (expected.Count == 0)
            Assert.All(draws, Assert.Null);
        else if (expected.Count == 1)
            Assert.All(draws, draw => Assert.Equal(expected[0], draw));
        else
            ChiSquare.AssertUniform(expected, draws.Select(draw => draw!));
    }

    private static ListedTwin Twin(IEnumerable<Architecture> members, Func<Architecture, long>? cost = null) =>
        new(new ArchitectureList(members), cost ?? Small.MAdds.Of);

    private sealed class ListedTwin(ArchitectureList architectures, Func<Architecture, long> cost) : IListedSpace
    {
        public string Name => "ragged";

        public ImmutableArray<Decision> Decisions => Small.Decisions;

        public ArchitectureList Architectures => architectures;

        public ICost MAdds { get; } = new ListedCost(architectures, [.. architectures.All.Select(cost)]);

        public ICost Parameters => MAdds;

        public BigInteger Count => architectures.Count;

        public string Format(Architecture architecture) => Small.Format(architecture);

        public Architecture Parse(string text) => Small.Parse(text);
    }
}
