using Actors.Conformance;
using Nas.Model.Spaces.Topology;

namespace Actors.Tests.Conformance;

/// <summary>The suite tells spaces of topologies that break a rule; the sample keeps them all, as a test of its own says.</summary>
public class TopologyConformanceTests
{
    [Fact]
    public void Every_preset_is_good()
    {
        foreach (var preset in TopologyPresets.All)
            TopologyConformance.Check(Subject(() => preset));
    }

    [Fact]
    public void A_spec_that_defines_no_space_is_told_once() =>
        Assert.Equal(
            $"'made-up' breaks \"{TopologyConformance.Rules[0].Name}\": The space 'made-up' has a Spec that defines no space: stage 1 must have from 2 to 32 nodes, and has 1.",
            Broken(() => TopologyPresets.Tiny with { Stages = [new StageSpec(1, 12, 2)] })
        );

    [Fact]
    public void A_class_that_throws_is_told() =>
        Assert.Contains(
            "The space 'made-up' failed to give its Spec (no luck).",
            Broken(() => throw new InvalidOperationException("no luck")),
            StringComparison.Ordinal
        );

    [Fact]
    public void Chance_of_its_own_is_told()
    {
        var asked = 0;
        var told = Broken(() => TopologyPresets.Tiny with { HeadWidth = 64 + asked++ });
        Assert.StartsWith($"'made-up' breaks \"{TopologyConformance.Rules[1].Name}\": It gives ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Widths_that_share_no_factor_are_told() =>
        Assert.Contains(
            $"breaks \"{TopologyConformance.Rules[4].Name}\": Its architectures have too many different Multiply-Adds to be counted",
            Broken(() => TopologyPresets.ImageNet with { Side = 223, Stages = [new(8, 61, 3), new(8, 127, 2), new(8, 251, 2)] }),
            StringComparison.Ordinal
        );

    private static string Broken(Func<TopologySpec> spec) =>
        Assert.Throws<ConformanceException>(() => TopologyConformance.Check(Subject(spec))).Message;

    private static TopologySubject Subject(Func<TopologySpec> spec) => new("made-up", () => new Made(spec));

    private sealed class Made(Func<TopologySpec> spec) : ITopologySpace
    {
        public TopologySpec Spec => spec();
    }
}
