using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Nas.Model.Tests.Spaces;

public class SumTableTests
{
    private static readonly Gen<(ImmutableArray<ImmutableArray<long>> Costs, long Low, long High)> Problems =
        from unit in Gen.Int[1, 6]
        from lists in Gen.Int[-5, 12].Select(cost => (long)cost * unit).Array[1, 4].Array[0, 5]
        from low in Gen.Long[-40, 160]
        from width in Gen.Long[0, 60]
        select (lists.Select(list => list.ToImmutableArray()).ToImmutableArray(), low, low + width);

    [Fact]
    public void Combinations_are_those_that_enumeration_finds_in_the_same_order() =>
        Problems.Sample(
            problem =>
            {
                var expected = Enumerate(problem.Costs).Where(choices => Inside(problem, choices)).ToList();
                var table = new SumTable(problem.Costs, problem.Low, problem.High);
                Assert.Equal(expected.Count, table.Count);
                for (var i = 0; i < expected.Count; i++)
                {
                    Assert.Equal(expected[i], table.At(i));
                    Assert.Equal(i, table.NumberOf(expected[i]));
                }
            },
            iter: 1000
        );

    [Fact]
    public void Counts_of_more_than_two_limbs_equal_those_of_arbitrary_precision()
    {
        // 60 lists of 8 options: 180 bits, three limbs.
        var random = RandomStream.For(5, "sum-table");
        var costs = Enumerable
            .Range(0, 60)
            .Select(_ => Enumerable.Range(0, 8).Select(_ => (long)random.Next(40) * 12).ToImmutableArray())
            .ToImmutableArray();
        (long Low, long High) window = (12 * 1100, 12 * 1250);
        var ways = new Dictionary<long, BigInteger> { [0] = BigInteger.One };
        foreach (var list in costs)
        {
            var next = new Dictionary<long, BigInteger>();
            foreach (var (sum, count) in ways)
            {
                foreach (var cost in list)
                    next[sum + cost] = next.GetValueOrDefault(sum + cost) + count;
            }
            ways = next;
        }
        var expected = ways.Where(pair => pair.Key >= window.Low && pair.Key <= window.High)
            .Aggregate(BigInteger.Zero, (sum, pair) => sum + pair.Value);
        var table = new SumTable(costs, window.Low, window.High);
        Assert.True(expected.GetBitLength() > 170);
        Assert.Equal(expected, table.Count);
        for (var i = 0; i < 200; i++)
        {
            var number = random.Next(table.Count);
            var choices = table.At(number);
            Assert.InRange(costs.Select((list, at) => list[choices[at]]).Sum(), window.Low, window.High);
            Assert.Equal(number, table.NumberOf(choices));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => table.At(table.Count));
    }

    [Fact]
    public void Draws_leave_out_the_excluded_numbers_and_only_them()
    {
        ImmutableArray<ImmutableArray<long>> costs =
        [
            [0, 1],
            [0, 1],
            [0, 1],
        ];
        var table = new SumTable(costs, 1, 2);
        var random = RandomStream.For(1, "excluded");
        var drawn = Enumerable.Range(0, 400).Select(_ => table.NumberOf(table.Draw(random, 0, 3)!)).ToHashSet();
        Assert.Equal([1, 2, 4, 5], drawn.Select(number => (int)number).Order());
        Assert.Null(table.Draw(random, 0, 1, 2, 3, 4, 5));
    }

    [Fact]
    public void A_window_that_all_combinations_meet_needs_no_table_however_fine_the_costs()
    {
        var random = RandomStream.For(2, "fine");
        ImmutableArray<long> List() => [.. Enumerable.Range(0, 5).Select(_ => (long)random.Next(int.MaxValue))];
        var costs = Enumerable.Range(0, 50).Select(_ => List()).ToImmutableArray();
        Assert.Equal(BigInteger.Pow(5, 50), new SumTable(costs, 0, long.MaxValue).Count);
        Assert.Throws<TableTooLargeException>(() => new SumTable(costs, 0, 20L * int.MaxValue));
    }

    [Fact]
    public void Nearest_possible_sums_are_those_that_enumeration_finds() =>
        Problems.Sample(
            problem =>
            {
                var sums = Enumerate(problem.Costs).Select(choices => Sum(problem.Costs, choices)).ToList();
                var below = sums.Where(sum => sum < problem.Low).Cast<long?>().Max();
                var above = sums.Where(sum => sum > problem.High).Cast<long?>().Min();
                Assert.Equal((below, above), new SumScale(problem.Costs).Nearest(problem.Low, problem.High));
            },
            iter: 1000
        );

    private static IEnumerable<int[]> Enumerate(ImmutableArray<ImmutableArray<long>> costs) =>
        costs.Aggregate(
            (IEnumerable<int[]>)
                [
                    [],
                ],
            (heads, list) => heads.SelectMany(head => Enumerable.Range(0, list.Length).Select(option => (int[])[.. head, option]))
        );

    private static long Sum(ImmutableArray<ImmutableArray<long>> costs, int[] choices) =>
        choices.Select((option, list) => costs[list][option]).Sum();

    private static bool Inside((ImmutableArray<ImmutableArray<long>> Costs, long Low, long High) problem, int[] choices) =>
        new CostRange(problem.Low, problem.High).Contains(Sum(problem.Costs, choices));
}
