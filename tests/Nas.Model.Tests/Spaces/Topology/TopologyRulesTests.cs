using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces.Topology;

public sealed class TopologyRulesTests
{
    private static readonly EdgeOperation K3 = EdgeOperation.Mb(3, 1);

    public static TheoryData<string, string> Faults { get; } =
        new()
        {
            { "channels", "its Channels must lie from 1 to 16384, and is 0" },
            { "side", "its Side must lie from 1 to 2048, and is 4096" },
            { "stem", "its StemStride must lie from 1 to 2048, and is -1" },
            { "no stages", "it has no stages, and needs one at least" },
            { "default stages", "it has no stages, and needs one at least" },
            { "null stage", "stage 2 is null" },
            { "nodes", "stage 2 must have from 2 to 32 nodes, and has 1" },
            { "many nodes", "stage 2 must have from 2 to 32 nodes, and has 50000" },
            { "edges", "its stages have 992 possible edges together, and 512 is the most: take fewer nodes" },
            { "width", "stage 1 must have a Width from 1 to 16384, and has 0" },
            { "stride", "stage 1 must have a Stride from 1 to 2048, and has 0" },
            { "entry kernel", "stage 1 must have an odd EntryKernel from 1 to 63, and has 4" },
            { "entry expansion", "stage 2 has an EntryExpansion of 20000, which must make from 1 to 65536 channels of its input's 4" },
            { "no chain", "it has no ChainOperations, and a chain edge needs one at least" },
            { "no augmented", "it has no AugmentedOperations, and stages of more than 2 nodes need one at least" },
            { "null operation", "ChainOperations[1] is null" },
            { "kernel", "ChainOperations[0], k-3e1, must have an odd kernel from 1 to 63, and has -3" },
            {
                "expansion",
                "AugmentedOperations[1], k3e0, has an expansion of 0, which must make from 1 to 65536 channels of the widest stage's 8"
            },
            {
                "wide",
                "AugmentedOperations[0], k3e9000, has an expansion of 9000, which must make from 1 to 65536 channels of the widest stage's 8"
            },
            { "name", "ChainOperations[0], skip, must have the name that its kernel and its expansion make, k3e1" },
            { "false identity", "AugmentedOperations[0], id, must have the name that its kernel and its expansion make, k3e1" },
            { "identity with an expansion", "AugmentedOperations[0], id, must have an odd kernel from 1 to 63, and has 0" },
            { "twice", "ChainOperations has k3e1 twice" },
        };

    [Theory, MemberData(nameof(Faults))]
    public void A_broken_rule_is_told_by_its_place_and_value(string what, string told)
    {
        var good = SpaceSamples.Small.Spec;
        var stages = good.Stages;
        var broken = what switch
        {
            "channels" => good with { Channels = 0 },
            "side" => good with { Side = 4096 },
            "stem" => good with { StemStride = -1 },
            "no stages" => good with { Stages = [] },
            "default stages" => good with { Stages = default },
            "null stage" => good with { Stages = stages.SetItem(1, null!) },
            "nodes" => good with { Stages = stages.SetItem(1, new StageSpec(1, 4, 1)) },
            "many nodes" => good with { Stages = stages.SetItem(1, new StageSpec(50_000, 4, 1)) },
            "edges" => good with { Stages = [new StageSpec(32, 4, 1), new StageSpec(32, 4, 1)] },
            "width" => good with { Stages = [new StageSpec(2, 0, 1)] },
            "stride" => good with { Stages = [new StageSpec(2, 4, 0)] },
            "entry kernel" => good with { Stages = [new StageSpec(2, 4, 1) { EntryKernel = 4 }] },
            "entry expansion" => good with { Stages = stages.SetItem(1, stages[1] with { EntryExpansion = 20_000 }) },
            "no chain" => good with { ChainOperations = [] },
            "no augmented" => good with { AugmentedOperations = default },
            "null operation" => good with { ChainOperations = [K3, null!] },
            "kernel" => good with { ChainOperations = [EdgeOperation.Mb(-3, 1)] },
            "expansion" => good with { AugmentedOperations = [K3, EdgeOperation.Mb(3, 0)] },
            "wide" => good with { AugmentedOperations = [EdgeOperation.Mb(3, 9000)] },
            "name" => good with { ChainOperations = [new EdgeOperation("skip", 3, 1)] },
            "false identity" => good with { AugmentedOperations = [new EdgeOperation("id", 3, 1)] },
            "identity with an expansion" => good with { AugmentedOperations = [new EdgeOperation("id", 0, 2)] },
            _ => good with { ChainOperations = [K3, K3] },
        };
        Assert.Equal(told, TopologyRules.Fault(broken));
        Assert.Throws<ArgumentException>(() => new TopologySpace(broken));
    }

    [Fact]
    public void No_cost_overflows_in_the_largest_space_that_is_allowed()
    {
        const int Width = 1 << 14;
        // Stages of 32, 6 and 2 nodes: 496 + 15 + 1 possible edges.
        var largest = new TopologySpec(
            "largest",
            Width,
            Side: 2048,
            Classes: 100_000,
            StemWidth: Width,
            StemStride: 1,
            [.. new[] { 32, 6, 2 }.Select(nodes => new StageSpec(nodes, Width, 1) { EntryKernel = 63, EntryExpansion = 4 })],
            Width,
            [EdgeOperation.Mb(63, 4)],
            [EdgeOperation.Mb(63, 4)]
        );
        Assert.Null(TopologyRules.Fault(largest));
        var space = new TopologySpace(largest);
        Assert.Equal(TopologyRules.MostEdges, space.Edges.Length);
        var all = new Architecture([.. space.Decisions.Select(decision => decision.Options.Length - 1)]);
        var exact = space.CostOf(all).Layers.Sum(layer => (decimal)layer.Cost.MAdds);
        Assert.Equal(exact, space.MAdds.Max);
        Assert.True(exact > long.MaxValue / 4m, "it is about as large as it can be");
    }

    [Fact]
    public void Stages_without_augmented_edges_need_no_operations_for_them()
    {
        var chains = PluginTopologies.SpecOf(
            "the space 'chains'",
            "chains",
            () => new Given(SpaceSamples.Small.Spec with { Stages = [new StageSpec(2, 4, 1)], AugmentedOperations = default })
        );
        Assert.Equal("chains", chains.Name);
        Assert.Empty(chains.AugmentedOperations);
        Assert.Equal(2, (int)new TopologySpace(chains).Count);
    }

    private sealed class Given(TopologySpec spec) : Nas.Model.Spaces.Topology.ITopologySpace
    {
        public TopologySpec Spec => spec;
    }
}
