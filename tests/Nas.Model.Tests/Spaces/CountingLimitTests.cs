using System.Collections.Immutable;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces;

public sealed class CountingLimitTests
{
    private const double Tolerance = 0.02;

    public static TheoryData<string> Presets => SpaceSamples.Presets;

    [Theory, MemberData(nameof(Presets))]
    public void Every_preset_can_be_counted_around_any_cost(string preset) =>
        Assert.All(
            new[] { SpaceSamples.Preset(preset), SpaceSamples.Preset(preset, TopologySampling.Topology) },
            space => Assert.True(CountingLimit.AllowsAround(space.MAdds, Tolerance, space))
        );

    /// <summary>Weights make counts longer, so that a table which just fits into memory does not fit any more.</summary>
    [Fact]
    public void What_a_weighted_space_needs_more_counts()
    {
        var spec = TopologyPresets.ImageNet;
        var limits = Enumerable
            .Range(0, 60)
            .Select(odd =>
                spec with
                {
                    Stages = [.. spec.Stages.Select(stage => stage with { Width = stage.Width + (odd % 12) + 1 })],
                    Side = 32 + (16 * (odd / 12)),
                }
            )
            .Select(changed => (Allows(changed, TopologySampling.Options), Allows(changed, TopologySampling.Topology)))
            .ToList();
        Assert.Contains((true, false), limits);
        Assert.DoesNotContain((false, true), limits);

        static bool Allows(TopologySpec spec, TopologySampling sampling)
        {
            var space = new TopologySpace(spec, sampling);
            return CountingLimit.AllowsAround(space.MAdds, Tolerance, space);
        }
    }

    /// <summary>The costs come ever closer to the limit and pass it.</summary>
    [Fact]
    public void What_it_allows_is_not_refused_and_what_it_forbids_is_somewhere()
    {
        var (allowed, forbidden) = (0, 0);
        for (var scale = 1_000_000L; scale < 50_000_000; scale += scale / 5)
        {
            var random = RandomStream.For(scale, "counting-limit");
            // Twelve lists of three costs without a common factor.
            var cost = new AdditiveCost(
                scale,
                [
                    .. Enumerable
                        .Range(0, 12)
                        .Select(_ => ImmutableArray.Create(0, 1 + random.Next((int)scale), 1 + random.Next((int)scale)))
                        .Select(options => options.Select(option => (long)option).ToImmutableArray()),
                ]
            );
            var isAllowed = CountingLimit.AllowsAround(cost, Tolerance);
            var refused = Enumerable.Range(1, 199).Any(part => IsRefused(cost, cost.Min + ((cost.Max - cost.Min) * part / 200)));
            Assert.Equal(isAllowed, !refused);
            _ = isAllowed ? allowed++ : forbidden++;
        }
        Assert.True(allowed > 1 && forbidden > 1, $"{allowed} allowed, {forbidden} forbidden");
    }

    [Fact]
    public void Costs_that_are_all_the_same_can_be_counted() =>
        Assert.True(
            CountingLimit.AllowsAround(
                new AdditiveCost(
                    5,
                    [
                        [3, 3],
                        [7],
                    ]
                ),
                1
            )
        );

    private static bool IsRefused(AdditiveCost cost, long middle) =>
        SumTable.Words(cost.PerOption, (long)(middle * (1 - Tolerance)) - cost.Base, (long)(middle * (1 + Tolerance)) - cost.Base)
        > SumTable.MostWords;
}
