using System.Collections.Immutable;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Nas.Model.Tests.Spaces;

public sealed class CountingLimitTests
{
    private const double Tolerance = 0.02;

    public static TheoryData<string> Presets => SpaceSamples.Presets;

    [Theory, MemberData(nameof(Presets))]
    public void Every_preset_can_be_counted_around_any_cost(string preset) =>
        Assert.True(CountingLimit.AllowsAround(SpaceSamples.Preset(preset).MAdds, Tolerance));

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
