using Nas.Model.Methods.StNas.Training;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using Nas.Model.Spaces.Topology;
using Nas.Model.Tests.Spaces;

namespace Nas.Model.Tests.Methods.StNas.Training;

public class SupernetPathsTests
{
    private const int Steps = 6000;

    private static readonly TopologySpace Space = SpaceSamples.SmallByTopology;
    private static readonly CostRange Range = new(Space.MAdds.Min + 5_000, Space.MAdds.Min + 30_000);
    private static readonly ConstrainedSpace Inside = new(Space, Range);
    private static readonly ConstrainedSpace Chains = new(Space, Range, Space.ChainOnly);

    [Fact]
    public void Without_chain_paths_a_path_is_the_draw_that_it_always_was()
    {
        var paths = Paths(0);
        for (var step = 0; step < 50; step++)
            Assert.Equal(Inside.Sample(RandomStream.For(5, "supernet-path", 2, step)), paths.At(step));
    }

    [Fact]
    public void A_tenth_of_the_steps_trains_a_chain_uniformly_and_the_others_what_they_train_anyway()
    {
        var (paths, without) = (Paths(0.1), Paths(0));
        var drawn = Enumerable.Range(0, Steps).Select(step => (Path: paths.At(step), Usual: without.At(step))).ToList();
        // Steps of which the usual path is a chain cannot be told apart; there are few.
        var changed = drawn.Where(pair => !pair.Path.Equals(pair.Usual)).Select(pair => pair.Path).ToList();
        var usual = TopologyDraws.Of(Inside)!.Chain;
        Assert.InRange(usual, 0, 0.2);
        var expected = 0.1 * Steps * (1 - (usual / (double)Chains.Count));
        Assert.InRange(changed.Count, expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));
        Assert.All(changed, path => Assert.True(Chains.Contains(path)));
        ChiSquare.AssertUniform(
            Enumerable.Range(0, (int)Chains.Count).Select(number => Chains.At(number)),
            Enumerable.Range(0, 5 * Steps).Select(Paths(1).At)
        );
    }

    [Fact]
    public void A_path_is_a_function_of_its_step_alone()
    {
        var (forwards, backwards) = (Paths(0.5), Paths(0.5));
        var first = Enumerable.Range(0, 40).Select(forwards.At).ToList();
        var second = Enumerable.Range(0, 40).Reverse().Select(backwards.At).Reverse();
        Assert.Equal(first, second);
        Assert.NotEqual(first, Enumerable.Range(0, 40).Select(Paths(0.5, run: 3).At));
    }

    [Fact]
    public void Where_there_is_no_chain_every_step_trains_what_it_trains_anyway()
    {
        var dense = new ConstrainedSpace(Space, new CostRange(Space.MAdds.Max - 20_000, Space.MAdds.Max));
        Assert.Equal(0, new ConstrainedSpace(Space, dense.Range, Space.ChainOnly).Count);
        var edge = Enumerable.Range(0, Space.Edges.Length).First(i => !Space.Edges[i].IsChain);
        var part = new ConstrainedSpace(Space, CostRange.Any, OptionMask.All(Space).Restrict(edge, 1, 2));
        foreach (var inside in new[] { dense, part })
        {
            for (var step = 0; step < 20; step++)
                Assert.Equal(
                    inside.Sample(RandomStream.For(5, "supernet-path", 2, step)),
                    new SupernetPaths(Space, inside, 1, 5, "supernet", 2).At(step)
                );
        }
        var macro = new MacroSpace();
        Assert.True(
            new ConstrainedSpace(macro, CostRange.Any).Contains(
                new SupernetPaths(macro, new ConstrainedSpace(macro, CostRange.Any), 1, 5, "supernet", 2).At(0)
            )
        );
    }

    [Fact]
    public void Chains_lie_in_the_part_that_the_run_trains()
    {
        var part = new ConstrainedSpace(Space, Range, OptionMask.All(Space).Restrict(0, 1));
        var paths = new SupernetPaths(Space, part, 1, 5, "supernet", 2);
        for (var step = 0; step < 50; step++)
        {
            Assert.True(Chains.Contains(paths.At(step)));
            Assert.True(part.Contains(paths.At(step)));
        }
    }

    private static SupernetPaths Paths(double chainPaths, int run = 2) => new(Space, Inside, chainPaths, 5, "supernet", run);
}
