using CsCheck;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces.Topology;

public class TopologyMeaningTests
{
    private static readonly EdgeOperation Id = EdgeOperation.Identity,
        K3 = EdgeOperation.Mb(3, 1),
        K5 = EdgeOperation.Mb(5, 1);

    public static TheoryData<string, int> Isomorphisms =>
        new()
        {
            { "identity on every edge", 4 },
            { "identity on chain edges alone", 4 },
            { "an operation that chain edges lack", 3 },
            { "identity on every edge, few operations", 5 },
        };

    [Theory, MemberData(nameof(Isomorphisms))]
    public void Two_architectures_have_one_canonical_form_exactly_where_some_renaming_of_nodes_makes_them_equal(string kind, int nodes)
    {
        var space = Stage(kind, nodes);
        var byForm = new Dictionary<Architecture, string>();
        var byGraph = new Dictionary<string, Architecture>();
        foreach (var architecture in SpaceSamples.Enumerate(space))
        {
            var (form, graph) = (space.Canonical(architecture), LeastRenamed(ValuesOf(space, architecture)));
            Assert.True(
                byForm.TryAdd(form, graph) || byForm[form] == graph,
                $"{space.Format(architecture)} has the form {space.Format(form)} of another network"
            );
            Assert.True(
                byGraph.TryAdd(graph, form) || byGraph[graph].Equals(form),
                $"{space.Format(architecture)} has a form of its own, {space.Format(form)}"
            );
            Assert.Equal(form, space.Canonical(form));
            Assert.Equal(graph, LeastRenamed(ValuesOf(space, form)));
        }
        Assert.InRange(byForm.Count, 2, (int)space.Count - 1);
    }

    [Theory, MemberData(nameof(Isomorphisms))]
    public void A_canonical_form_costs_the_same_and_stays_in_its_part_of_the_space(string kind, int nodes)
    {
        var space = Stage(kind, nodes);
        foreach (var architecture in SpaceSamples.Enumerate(space))
        {
            var form = space.Canonical(architecture);
            Assert.Equal(
                (space.MAdds.Of(architecture), space.Parameters.Of(architecture)),
                (space.MAdds.Of(form), space.Parameters.Of(form))
            );
            if (space.ChainOnly.Allows(architecture))
                Assert.True(space.ChainOnly.Allows(form));
            Assert.Equal(form, space.Parse(space.Format(form)));
        }
    }

    // Where an Identity stands between blocks does not matter: of 3^3 chains of two operations and the identity, 1 + 2 + 4 + 8 differ.
    [Fact]
    public void Of_a_chain_with_identities_only_the_order_of_the_other_operations_counts()
    {
        var space = new TopologySpace(new TopologySpec("chain", 1, 8, 3, 4, 1, [new StageSpec(4, 4, 1)], 16, [Id, K3, K5], [K3]));
        var chains = SpaceSamples
            .Enumerate(space)
            .Where(space.ChainOnly.Allows)
            .Select(space.Canonical)
            .Distinct()
            .Select(space.Format)
            .ToList();
        Assert.Equal(15, chains.Count);
        Assert.Equal("0:k3e1|1:k5e1|2:id", space.Format(space.Canonical(space.Parse("0:id|1:k3e1|2:k5e1"))));
        Assert.Equal("0:k3e1|1:k5e1|2:id", space.Format(space.Canonical(space.Parse("0:k3e1|1:id|2:k5e1"))));
    }

    [Fact]
    public void Stages_are_told_apart()
    {
        var space = new TopologySpace(
            new TopologySpec("two", 1, 8, 3, 4, 1, [new StageSpec(3, 4, 1), new StageSpec(3, 4, 2)], 16, [Id, K3], [K5])
        );
        Assert.Equal("0:k3e1|1:id/0:id|1:id", space.Format(space.Canonical(space.Parse("0:id|1:k3e1/0:id|1:id"))));
        Assert.Equal("0:id|1:id/0:k3e1|1:id", space.Format(space.Canonical(space.Parse("0:id|1:id/0:id|1:k3e1"))));
    }

    [Theory, InlineData("st-nas-imagenet"), InlineData("st-nas-cifar"), InlineData("st-nas-fashion")]
    public void Every_architecture_of_a_preset_without_identity_on_chain_edges_is_its_own_form(string preset)
    {
        var space = SpaceSamples.Preset(preset);
        Assert.DoesNotContain(Id, space.Spec.ChainOperations);
        SpaceSamples.AnyOf(space).Sample(architecture => Assert.Same(architecture, space.Canonical(architecture)));
    }

    [Fact]
    public void The_216_architectures_of_the_smallest_preset_are_171_networks()
    {
        var space = SpaceSamples.Preset("st-nas-tiny");
        var all = SpaceSamples.Enumerate(space).ToList();
        Assert.Equal(216, all.Count);
        Assert.Equal(171, all.Select(space.Canonical).Distinct().Count());
        Assert.Equal(171, all.Select(architecture => LeastRenamed(ValuesOf(space, architecture))).Distinct().Count());
    }

    // The chain edges fix the order of the nodes: all 2^10 topologies of the largest stage of any preset differ, and 0 pairs are
    // isomorphic.
    [Fact]
    public void No_two_topologies_of_a_stage_are_isomorphic_whatever_their_nodes_are_called()
    {
        var nodes = TopologyPresets.All.Max(spec => spec.Stages.Max(stage => stage.Nodes));
        Assert.Equal(6, nodes);
        var space = new TopologySpace(new TopologySpec("plain", 1, 8, 3, 4, 1, [new StageSpec(nodes, 4, 1)], 16, [K3], [K3]));
        var graphs = SpaceSamples.Enumerate(space).Select(architecture => LeastRenamed(ValuesOf(space, architecture))).ToHashSet();
        Assert.Equal(1024, (int)space.Count);
        Assert.Equal(1024, graphs.Count);
    }

    private static TopologySpace Stage(string kind, int nodes)
    {
        (EdgeOperation[] Chain, EdgeOperation[] Augmented) operations = kind switch
        {
            "identity on every edge" => ([Id, K3, K5], [Id, K3]),
            "identity on chain edges alone" => ([K3, Id], [K3, K5]),
            "an operation that chain edges lack" => ([Id, K5], [K3, Id, K5]),
            _ => ([Id, K3], [Id]),
        };
        return new(
            new TopologySpec(kind, 1, 8, 3, 4, 1, [new StageSpec(nodes, 4, 1)], 16, [.. operations.Chain], [.. operations.Augmented])
        );
    }

    /// <summary>
    /// The edges between a stage's values: nodes that only pass on another's value are merged with it, one after the other until none is
    /// left.
    /// </summary>
    private static List<(int From, int To, string Operation)> ValuesOf(TopologySpace space, Architecture architecture)
    {
        var edges = space
            .Edges.Select((edge, i) => (edge.From, edge.To, Operation: space.OperationOf(architecture, i)?.Name))
            .Where(edge => edge.Operation is not null)
            .ToList();
        while (true)
        {
            var passing = edges
                .GroupBy(edge => edge.To)
                .FirstOrDefault(into => into.All(edge => edge.Operation == "id") && into.Select(edge => edge.From).Distinct().Count() == 1);
            if (passing is null)
                return [.. edges.Select(edge => (edge.From, edge.To, edge.Operation!))];
            var (node, source) = (passing.Key, passing.First().From);
            edges = [.. edges.Where(edge => edge.To != node).Select(edge => edge.From == node ? edge with { From = source } : edge)];
        }
    }

    /// <summary>
    /// The least of the texts that any renaming of the nodes behind the entry gives: equal for isomorphic graphs, and for no others.
    /// </summary>
    private static string LeastRenamed(List<(int From, int To, string Operation)> edges)
    {
        int[] inner = [.. edges.Select(edge => edge.To).Distinct().Order()];
        return Permutations(inner)
                .Select(order =>
                {
                    int Name(int node) => Array.IndexOf(order, node) + 1;
                    return string.Join(
                        ',',
                        edges.Select(edge => $"{Name(edge.From)}{edge.Operation}{Name(edge.To)}").Order(StringComparer.Ordinal)
                    );
                })
                .Min(StringComparer.Ordinal)
            ?? "";
    }

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]).Select(rest => (int[])[item, .. rest]));
}
