using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.Tests.Methods.Fidelity;

public class PartCountTests
{
    [Fact]
    public void Of_a_topology_operations_on_the_chain_and_augmented_edges_are_counted()
    {
        Assert.Equal([("chain k3e1", 1), ("chain k5e3", 1), ("augmented edges", 2)], Of("st-nas-tiny", "0:k3e1|0:k3e1+1:k5e3|0:k3e1+2:id"));
        Assert.Equal([("chain k3e1", 0), ("chain k5e3", 0), ("augmented edges", 0)], Of("st-nas-tiny", "0:id|1:id|2:id"));
    }

    [Fact]
    public void Of_the_benchmark_two_of_three_choices_are_counted_for_the_third_follows()
    {
        Assert.Equal([("MB3_K3", 3), ("MB6_K5", 2)], Of("nas-bench-macro", "00110212"));
    }

    private static IEnumerable<(string, int)> Of(string preset, string text)
    {
        var space = SearchSpaces.Open(new SpaceSettings { Preset = preset });
        return PartCount.Of(space, space.Parse(text)).Select(part => (part.Name, part.Number));
    }
}
