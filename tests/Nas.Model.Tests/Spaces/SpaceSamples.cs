using System.Collections.Immutable;
using CsCheck;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces;

/// <summary>Spaces small enough to write down whole, and the plain way to do so.</summary>
internal static class SpaceSamples
{
    /// <summary>Two stages, five chain edges of two options and four augmented edges of three: 2,592 architectures.</summary>
    public static TopologySpace Small { get; } =
        new(
            new TopologySpec(
                "small",
                Channels: 1,
                Side: 8,
                Classes: 3,
                StemWidth: 4,
                StemStride: 1,
                [new StageSpec(3, 4, 1), new StageSpec(4, 8, 2)],
                HeadWidth: 16,
                [EdgeOperation.Mb(3, 1), EdgeOperation.Mb(5, 2)],
                [EdgeOperation.Identity, EdgeOperation.Mb(3, 2)]
            )
        );

    /// <summary>The same, drawn with the present edges first.</summary>
    public static TopologySpace SmallByTopology { get; } = new(Small.Spec, TopologySampling.Topology);

    public static IEnumerable<Architecture> Enumerate(ISearchSpace space)
    {
        var choices = new int[space.Decisions.Length];
        while (true)
        {
            yield return new Architecture([.. choices]);
            var i = choices.Length - 1;
            while (i >= 0 && ++choices[i] == space.Decisions[i].Options.Length)
                choices[i--] = 0;
            if (i < 0)
                yield break;
        }
    }

    /// <summary>An architecture whose choices are independent of each other.</summary>
    public static Architecture Random(ISearchSpace space, RandomStream random) =>
        new([.. space.Decisions.Select(decision => random.Next(decision.Options.Length))]);

    public static Gen<Architecture> AnyOf(ISearchSpace space) =>
        Gen.Long.Select(seed => Random(space, RandomStream.For(seed, "any-architecture")));

    public static TheoryData<string> Presets => [.. TopologyPresets.All.Select(spec => spec.Name)];

    public static TopologySpace Preset(string name, TopologySampling sampling = TopologySampling.Options) =>
        new(TopologyPresets.Find(name), sampling);
}
