using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using Nas.Model.Cost;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces.Topology;

public class TopologySpaceTests
{
    public static TheoryData<string> Presets => SpaceSamples.Presets;

    [Fact]
    public void The_imagenet_space_has_exactly_two_to_the_35_topologies()
    {
        var space = SpaceSamples.Preset("st-nas-imagenet");
        Assert.Equal(35, space.Augmented);
        Assert.Equal(34_359_738_368, space.Topologies);
        Assert.Equal(BigInteger.Pow(6, 21) * BigInteger.Pow(8, 35), space.Count);
        Assert.Equal(56, space.Decisions.Length);
    }

    [Fact]
    public void Both_results_of_the_paper_lie_well_inside_the_range_and_a_chain_equals_the_smaller()
    {
        var space = SpaceSamples.Preset("st-nas-imagenet");
        var reach = space.MAdds.Max - space.MAdds.Min;
        Assert.InRange(326_000_000, space.MAdds.Min + (reach / 4), space.MAdds.Max - (reach / 4));
        Assert.InRange(503_000_000, space.MAdds.Min + (reach / 4), space.MAdds.Max - (reach / 4));
        Assert.True(new ConstrainedSpace(space, new CostRange(322_000_000, 330_000_000), space.ChainOnly).Count > 1_000_000);
    }

    // A preset that changes makes the architectures in journals mean something else: these numbers are for ever.
    [Theory]
    [InlineData("st-nas-imagenet", 56, 145724160, 812920704, 2273144, 6832328)]
    [InlineData("st-nas-cifar", 26, 25989632, 152850944, 180906, 1006458)]
    [InlineData("st-nas-fashion", 16, 516256, 2544912, 18154, 118682)]
    public void Presets_stay_as_they_are(string preset, int edges, long least, long greatest, long smallest, long largest)
    {
        var space = SpaceSamples.Preset(preset);
        Assert.Equal(edges, space.Edges.Length);
        Assert.Equal((least, greatest), (space.MAdds.Min, space.MAdds.Max));
        Assert.Equal((smallest, largest), (space.Parameters.Min, space.Parameters.Max));
    }

    [Fact]
    public void Decisions_are_ordered_by_stage_target_and_source_and_named_after_them()
    {
        var space = SpaceSamples.Small;
        Assert.Equal(
            ["s1/0-1", "s1/0-2", "s1/1-2", "s2/0-1", "s2/0-2", "s2/1-2", "s2/0-3", "s2/1-3", "s2/2-3"],
            space.Decisions.Select(decision => decision.Name)
        );
        Assert.Equal(["s1", "s1", "s1", "s2", "s2", "s2", "s2", "s2", "s2"], space.Decisions.Select(decision => decision.Group));
        Assert.Equal(["k3e1", "k5e2"], space.Decisions[0].Options);
        Assert.Equal(["none", "id", "k3e2"], space.Decisions[1].Options);
        Assert.Equal(new TopologyEdge(1, 1, 3), space.Edges[7]);
        Assert.Equal(16, space.Topologies);
        Assert.Equal(32 * 81, space.Count);
        Assert.Equal([8, 4], space.Sides);
    }

    [Fact]
    public void An_edge_carries_what_was_chosen_for_it()
    {
        var space = SpaceSamples.Small;
        var architecture = new Architecture([1, 0, 0, 0, 1, 0, 2, 0, 1]);
        Assert.Equal("k5e2", space.OperationOf(architecture, 0)!.Name);
        Assert.Null(space.OperationOf(architecture, 1));
        Assert.True(space.OperationOf(architecture, 4)!.IsIdentity);
        Assert.Equal(EdgeOperation.Mb(3, 2), space.OperationOf(architecture, 6));
    }

    [Theory, MemberData(nameof(Presets))]
    public void Costs_equal_a_count_of_every_layer_by_hand(string preset)
    {
        var space = SpaceSamples.Preset(preset);
        SpaceSamples
            .AnyOf(space)
            .Sample(
                architecture =>
                {
                    var (madds, parameters) = HandCount(space, architecture);
                    Assert.Equal(madds, space.MAdds.Of(architecture));
                    Assert.Equal(parameters, space.Parameters.Of(architecture));
                    var cost = space.CostOf(architecture);
                    Assert.Equal((madds, parameters), (cost.MAdds, cost.Parameters));
                    Assert.Equal(cost.Layers.Length, cost.Layers.Select(layer => layer.Name).Distinct().Count());
                },
                iter: 200
            );
    }

    [Fact]
    public void Layers_are_listed_in_the_order_in_which_they_run()
    {
        var space = SpaceSamples.Small;
        var cost = space.CostOf(space.Parse("0:k3e1|0:id+1:k3e1/0:k5e2|1:k3e1|0:k3e2+2:k3e1"));
        Assert.Equal(
            [
                "stem.conv",
                "stem.bn",
                "s1.entry.expand",
                "s1.entry.expand-bn",
                "s1.entry.depthwise",
                "s1.entry.depthwise-bn",
                "s1.entry.project",
                "s1.entry.project-bn",
                "s1/0-1.k3e1.depthwise",
                "s1/0-1.k3e1.depthwise-bn",
                "s1/0-1.k3e1.project",
                "s1/0-1.k3e1.project-bn",
            ],
            cost.Layers.Take(12).Select(layer => layer.Name)
        );
        Assert.Equal(["head.conv", "head.bn", "head.linear"], cost.Layers.TakeLast(3).Select(layer => layer.Name));
        var strided = cost.Layers.Single(layer => layer.Name == "s2.entry.depthwise");
        Assert.Equal((12, 4, 4, new LayerCost(12 * 9 * 16, 12 * 9)), (strided.Channels, strided.Height, strided.Width, strided.Cost));
        Assert.Contains(cost.Layers, layer => layer.Name == "s2/0-3.k3e2.expand" && layer.Kind == LayerKind.Convolution);
        Assert.DoesNotContain(cost.Layers, layer => layer.Name.StartsWith("s1/0-2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_settings_file_may_change_the_number_of_classes()
    {
        var given = SearchSpaces.OpenTopology(new SpaceSettings { Preset = "st-nas-fashion", Classes = 25 });
        var preset = SearchSpaces.OpenTopology(new SpaceSettings { Preset = "st-nas-fashion" });
        Assert.Equal(25, given.Spec.Classes);
        Assert.Equal(15 * (given.Spec.HeadWidth + 1), given.Parameters.Base - preset.Parameters.Base);
        Assert.Equal(15 * given.Spec.HeadWidth, given.MAdds.Base - preset.MAdds.Base);
    }

    [Fact]
    public void An_unknown_preset_names_the_known_ones_and_the_nearest()
    {
        var error = Assert.Throws<UserException>(() => TopologyPresets.Find("st-nas-fashoin"));
        Assert.Contains("did you mean 'st-nas-fashion'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("st-nas-imagenet, st-nas-cifar, st-nas-fashion", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "did you mean",
            Assert.Throws<UserException>(() => TopologyPresets.Find("darts")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_spec_that_contradicts_itself_defines_no_space()
    {
        var good = SpaceSamples.Small.Spec;
        Assert.Throws<ArgumentException>(() => new TopologySpace(good with { Stages = [] }));
        Assert.Throws<ArgumentException>(() => new TopologySpace(good with { Stages = [new StageSpec(1, 4, 1)] }));
        Assert.Throws<ArgumentException>(() =>
            new TopologySpace(good with { ChainOperations = [EdgeOperation.Mb(3, 1), EdgeOperation.Mb(3, 1)] })
        );
        Assert.Throws<ArgumentException>(() => new TopologySpace(good with { AugmentedOperations = [new EdgeOperation("none", 3, 1)] }));
        Assert.Throws<ArgumentException>(() => new TopologySpace(good with { AugmentedOperations = [] }));
        Assert.Throws<ArgumentException>(() => new TopologySpace(good with { ChainOperations = [EdgeOperation.Mb(4, 1)] }));
    }

    /// <summary>Every layer written out from TopologySpec's definition, sharing no code with the product.</summary>
    private static (long MAdds, long Parameters) HandCount(TopologySpace space, Architecture architecture)
    {
        var spec = space.Spec;
        long madds = 0,
            parameters = 0;
        void Convolution(long input, long output, long kernel, long groups, long side)
        {
            madds += side * side * output * kernel * kernel * input / groups;
            parameters += (output * kernel * kernel * input / groups) + (2 * output);
        }
        long MbConv(long input, long output, long kernel, long expansion, long side, long stride)
        {
            if (expansion > 1)
                Convolution(input, input * expansion, 1, 1, side);
            var result = (side + stride - 1) / stride;
            Convolution(input * expansion, input * expansion, kernel, input * expansion, result);
            Convolution(input * expansion, output, 1, 1, result);
            return result;
        }
        var side = (long)((spec.Side + spec.StemStride - 1) / spec.StemStride);
        Convolution(spec.Channels, spec.StemWidth, 3, 1, side);
        var width = spec.StemWidth;
        var decision = 0;
        foreach (var stage in spec.Stages)
        {
            side = MbConv(width, stage.Width, 3, 3, side, stage.Stride);
            width = stage.Width;
            for (var edge = 0; edge < stage.Nodes * (stage.Nodes - 1) / 2; edge++, decision++)
            {
                var name = space.Decisions[decision].Options[architecture.Choices[decision]];
                if (name is "none" or "id")
                    continue;
                Assert.Equal(side, MbConv(width, width, name[1] - '0', name[3] - '0', side, 1));
            }
        }
        Convolution(width, spec.HeadWidth, 1, 1, side);
        return (madds + (spec.HeadWidth * spec.Classes), parameters + (spec.HeadWidth * spec.Classes) + spec.Classes);
    }
}
