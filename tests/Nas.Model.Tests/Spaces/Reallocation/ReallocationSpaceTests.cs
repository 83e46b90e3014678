using System.Numerics;
using Nas.Model.Cost;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Tests.Spaces.Reallocation;

public sealed class ReallocationSpaceTests
{
    [Theory]
    [InlineData(8, 9)]
    [InlineData(16, 153)]
    [InlineData(33, 374)]
    public void Allocations_of_a_budget_are_those_of_the_paper(int blocks, int count)
    {
        var space = StageOptions.ResNet.Open();
        var eligible = space.WithBlocks(blocks);
        Assert.Equal(count, eligible.Count);
        var texts = Enumerable.Range(0, count).Select(number => space.Format(eligible.At(number))).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(count, texts.Count);
        Assert.All(texts, text => Assert.Equal(blocks, space.AllocationOf(space.Parse(text)).Sum()));
    }

    [Theory]
    [InlineData("resnet18", "2,2,2,2", "1,1,2,4")]
    [InlineData("resnet50", "3,4,6,3", "1,3,5,7")]
    [InlineData("resnet101", "3,4,23,3", "2,3,17,11")]
    public void Known_allocations_are_in_the_space_and_cost_what_the_original_costs(string backbone, string original, string reallocated)
    {
        var space = StageOptions.ResNet.Open(backbone);
        var (first, second) = (space.Parse(original), space.Parse(reallocated));
        Assert.Equal(BackboneShapes.Find(backbone).Blocks, space.AllocationOf(first));
        Assert.Equal(space.Blocks.Of(first), space.Blocks.Of(second));
        Assert.Equal(space.MAdds.Of(first), space.MAdds.Of(second));
    }

    [Fact]
    public void Additive_costs_are_those_of_the_backbone_that_an_architecture_names()
    {
        foreach (var options in StageOptions.All)
        {
            var space = options.Open(height: 200, width: 168);
            for (var i = 0; i < 30; i++)
            {
                var architecture = new ConstrainedSpace(space, CostRange.Any).Sample(RandomStream.For(1, "reallocation-tests", i));
                var layers = new LayerList(3, 200, 168);
                space.BackboneOf(architecture).Features(layers);
                Assert.Equal(layers.Total, new LayerCost(space.MAdds.Of(architecture), space.Parameters.Of(architecture)));
                Assert.Equal(architecture, space.Parse(space.Format(architecture)));
                Assert.Equal(space.AllocationOf(architecture), space.BackboneOf(architecture).Blocks);
            }
        }
    }

    [Fact]
    public void Every_space_holds_its_backbones_original_allocation()
    {
        foreach (var options in StageOptions.All)
        {
            var blocks = BackboneShapes.Find(options.Backbone).Blocks;
            Assert.Equal(blocks, options.Open().AllocationOf(options.Open().Parse(string.Join(',', blocks))));
        }
    }

    [Fact]
    public void A_budget_that_no_allocation_has_names_the_nearest()
    {
        var failure = Assert.Throws<InfeasibleException>(() => StageOptions.ResNet.Open().WithBlocks(5).RequireFeasible());
        Assert.Contains("5 blocks: the nearest feasible blocks are 6 above it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dilations_of_ResNet50_are_3_to_the_16_and_cost_nothing()
    {
        var space = ReallocationSpaces.Open("dilation-resnet50");
        Assert.Equal(43_046_721, space.Count);
        Assert.Equal(16, space.Decisions.Length);
        Assert.Equal(space.MAdds.Min, space.MAdds.Max);
        Assert.Equal(TorchvisionCost.Of("resnet50", 800, 1088, 1).MAdds - 2048, space.MAdds.Min);
        Assert.Equal(BigInteger.Pow(3, 16), new ConstrainedSpace(space, CostRange.Any).Count);
    }

    [Fact]
    public void Dilations_are_written_stage_by_stage()
    {
        var space = new DilationSpace("dilations", BackboneShapes.Find("resnet18").WithBlocks([1, 1, 2, 4]));
        var architecture = space.Parse("2/1/1,3/1,1,2,3");
        Assert.Equal([2, 1, 1, 3, 1, 1, 2, 3], DilationSpace.DilationsOf(architecture));
        Assert.Equal("2/1/1,3/1,1,2,3", space.Format(architecture));
    }

    [Theory]
    [InlineData("1,2,3", "four")]
    [InlineData("1,2,4,3", "stage 3 has '4' blocks, where 2, 3, 5")]
    [InlineData("0,2,3,3", "stage 1")]
    [InlineData(" 1,2,3,3", "stage 1")]
    public void An_allocation_outside_the_space_is_told_where_it_leaves(string text, string part)
    {
        var message = Assert.Throws<UserException>(() => StageOptions.ResNet.Open().Parse(text)).Message;
        Assert.Contains(part == "four" ? "4 block counts" : part, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,1/1,1/1,1", "3 stages")]
    [InlineData("1,1/1,1,1/1,1/1,1", "3 dilations in stage 2")]
    [InlineData("1,1/1,4/1,1/1,1", "'4' in stage 2")]
    public void Dilations_outside_the_space_are_told_where_they_leave(string text, string part)
    {
        var space = new DilationSpace("dilations", BackboneShapes.Find("resnet18"));
        Assert.Contains(part, Assert.Throws<UserException>(() => space.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_spaces_and_meaningless_budgets_are_refused()
    {
        Assert.Contains(
            "stage-resnet",
            Assert.Throws<UserException>(() => ReallocationSpaces.Open("stages")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--blocks",
            Assert.Throws<UserException>(() => ReallocationSpaces.WithBlocks("dilation-resnet18", 8)).Message,
            StringComparison.Ordinal
        );
    }
}
