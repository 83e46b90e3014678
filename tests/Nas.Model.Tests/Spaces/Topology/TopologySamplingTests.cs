using System.Collections.Immutable;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces.Topology;

/// <summary>Draws with the present edges first, against all architectures of a small space written down.</summary>
public class TopologySamplingTests
{
    private static readonly TopologySpace Space = SpaceSamples.SmallByTopology;
    private static readonly CostRange Middle = new(Space.MAdds.Min + 30_000, Space.MAdds.Min + 38_000);

    public static TheoryData<long, long> Ranges =>
        new()
        {
            { 0, long.MaxValue },
            { Middle.Min, Middle.Max },
            { 0, Middle.Min },
            { Middle.Max, long.MaxValue },
            { Space.MAdds.Min, Space.MAdds.Min },
        };

    [Theory, MemberData(nameof(Ranges))]
    public void The_probability_of_every_architecture_is_the_product_of_its_edges_given_the_range(long least, long greatest)
    {
        var space = new ConstrainedSpace(Space, new CostRange(least, greatest));
        var expected = Expected(space);
        Assert.Equal(expected.Count, space.Count);
        foreach (var architecture in SpaceSamples.Enumerate(Space))
            Assert.Equal(expected.GetValueOrDefault(architecture), space.ProbabilityOf(architecture), 1e-12);
    }

    [Theory, MemberData(nameof(Ranges))]
    public void The_mean_number_of_edges_and_the_probability_of_a_chain_are_those_of_enumeration(long least, long greatest)
    {
        foreach (var sampled in new[] { Space, SpaceSamples.Small })
        {
            var space = new ConstrainedSpace(sampled, new CostRange(least, greatest));
            var expected = Expected(space);
            var draws = TopologyDraws.Of(space)!;
            Assert.Equal(expected.Sum(pair => pair.Value * Present(pair.Key).Count(one => one)), draws.Edges, 1e-9);
            Assert.Equal(expected.Where(pair => !Present(pair.Key).Contains(true)).Sum(pair => pair.Value), draws.Chain, 1e-9);
        }
    }

    [Fact]
    public void Draws_in_a_range_have_these_probabilities()
    {
        var space = new ConstrainedSpace(Space, Middle);
        var random = RandomStream.For(11, "by-topology");
        ChiSquare.AssertDistributed(Expected(space), Enumerable.Range(0, 60_000).Select(_ => space.Sample(random)));
    }

    [Fact]
    public void Without_a_range_every_topology_is_drawn_equally_often_and_its_operations_uniformly()
    {
        var space = new ConstrainedSpace(Space, CostRange.Any);
        var random = RandomStream.For(12, "by-topology");
        var draws = Enumerable.Range(0, 200_000).Select(_ => space.Sample(random)).ToList();
        var topologies = Enumerable.Range(0, 1 << Space.Augmented).ToDictionary(number => number, _ => 1.0 / (1 << Space.Augmented));
        ChiSquare.AssertDistributed(topologies, draws.Select(Topology));
        ChiSquare.AssertDistributed(Expected(space), draws);
        // Absence as one option of three would not pass: it makes two of three edges present.
        var plain = new ConstrainedSpace(SpaceSamples.Small, CostRange.Any);
        Assert.ThrowsAny<Exception>(() =>
            ChiSquare.AssertDistributed(topologies, Enumerable.Range(0, 60_000).Select(_ => Topology(plain.Sample(random))))
        );
    }

    [Fact]
    public void Within_a_part_the_topologies_that_it_leaves_are_equally_likely()
    {
        var edges = Enumerable.Range(0, Space.Edges.Length).Where(edge => !Space.Edges[edge].IsChain).ToArray();
        // One edge must be present, another may carry one operation alone, a third is absent, the last is free.
        var mask = OptionMask.All(Space).Restrict(edges[0], 1, 2).Restrict(edges[1], 0, 2).Restrict(edges[2], 0);
        var space = new ConstrainedSpace(Space, CostRange.Any, mask);
        var odds = SpaceSamples
            .Enumerate(Space)
            .GroupBy(Topology)
            .ToDictionary(group => group.Key, group => group.Sum(space.ProbabilityOf));
        Assert.Equal([0.25, 0.25, 0.25, 0.25], odds.Values.Where(odd => odd > 0).Select(odd => Math.Round(odd, 12)));
    }

    [Fact]
    public void A_mutation_of_every_decision_is_a_draw_of_another_member()
    {
        var space = new ConstrainedSpace(Space, Middle);
        var random = RandomStream.For(2, "mutation-by-topology");
        var parent = space.Sample(random);
        var left = 1 - space.ProbabilityOf(parent);
        var others = Expected(space).Where(pair => !pair.Key.Equals(parent)).ToDictionary(pair => pair.Key, pair => pair.Value / left);
        ChiSquare.AssertDistributed(others, Enumerable.Range(0, 60_000).Select(_ => space.Mutate(parent, random, 1)));
    }

    [Fact]
    public void A_mutation_of_one_edge_removes_it_twice_as_often_as_it_takes_the_other_of_two_operations()
    {
        var space = new ConstrainedSpace(Space, CostRange.Any);
        var random = RandomStream.For(3, "mutation-by-topology");
        var edges = Enumerable.Range(0, Space.Edges.Length).Where(edge => !Space.Edges[edge].IsChain).ToArray();
        var parent = edges.Aggregate(space.Sample(random), (architecture, edge) => architecture.With(edge, 1));
        var chosen = Enumerable
            .Range(0, 20_000)
            .Select(_ => space.Mutate(parent, random, 0))
            .SelectMany(child => edges.Where(edge => child.Choices[edge] != 1).Select(edge => child.Choices[edge]));
        ChiSquare.AssertDistributed(new Dictionary<int, double> { [0] = 2.0 / 3, [2] = 1.0 / 3 }, chosen);
    }

    /// <summary>Recorded: what a seed draws is for ever, since searches that go on draw it again.</summary>
    [Fact]
    public void A_seed_draws_what_it_always_drew()
    {
        var (options, topology) = (SpaceSamples.Preset("st-nas-fashion"), SpaceSamples.Preset("st-nas-fashion", TopologySampling.Topology));
        var range = new CostRange(1_000_000, 1_100_000);
        string Drawn(TopologySpace space) => space.Format(new ConstrainedSpace(space, range).Sample(RandomStream.For(7, "space-sample")));
        Assert.Equal("0:k5e1|0:k3e1+1:k5e1|0:id+1:k5e1+2:k5e3/0:k3e1|0:k5e1+1:k3e3|0:k3e1+1:id+2:k3e1|2:k3e3+3:k3e3", Drawn(options));
        Assert.Equal("0:k5e1|0:id+1:k3e3|2:k3e3/0:k5e1|1:k5e3|1:k3e3+2:k5e1|0:k3e3+3:k3e1", Drawn(topology));
    }

    [Fact]
    public void Counts_and_numbers_do_not_depend_on_how_architectures_are_drawn()
    {
        var (space, plain) = (new ConstrainedSpace(Space, Middle), new ConstrainedSpace(SpaceSamples.Small, Middle));
        Assert.Equal(plain.Count, space.Count);
        for (var number = 0; number < (int)plain.Count; number++)
            Assert.Equal(plain.At(number), space.At(number));
    }

    [Fact]
    public void Chains_of_the_large_space_are_as_likely_as_any_topology()
    {
        var space = SpaceSamples.Preset("st-nas-imagenet", TopologySampling.Topology);
        var draws = TopologyDraws.Of(new ConstrainedSpace(space, CostRange.Any))!;
        Assert.Equal(17.5, draws.Edges, 1e-9);
        Assert.Equal(1, draws.Chain * Math.Pow(2, 35), 1e-9);
    }

    /// <summary>By the plain definition: half for absence and half shared by the operations, times the same for each edge.</summary>
    private static Dictionary<Architecture, double> Expected(ConstrainedSpace inside)
    {
        var space = (TopologySpace)inside.Space;
        var weights = SpaceSamples.Enumerate(space).Where(inside.Contains).ToDictionary(one => one, Weight);
        var total = weights.Values.Sum();
        return weights.ToDictionary(pair => pair.Key, pair => pair.Value / total);

        double Weight(Architecture architecture) =>
            space.Sampling == TopologySampling.Options
                ? 1
                : Enumerable
                    .Range(0, space.Edges.Length)
                    .Where(edge => !space.Edges[edge].IsChain)
                    .Aggregate(1.0, (all, edge) => all * (architecture.Choices[edge] == 0 ? 0.5 : 0.25));
    }

    private static IEnumerable<bool> Present(Architecture architecture) =>
        Space.Edges.Index().Where(edge => !edge.Item.IsChain).Select(edge => Space.OperationOf(architecture, edge.Index) is not null);

    private static int Topology(Architecture architecture) =>
        Present(architecture).Aggregate(0, (bits, isPresent) => (bits << 1) | (isPresent ? 1 : 0));
}
