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
                    Assert.Equal(new NumberBlock(i, 1), table.NumbersOf(expected[i]));
                }
            },
            iter: 1000
        );

    /// <summary>With weights a combination has as many numbers in a row as their product.</summary>
    [Fact]
    public void Weights_are_options_that_are_there_more_than_once() =>
        (from problem in Problems from seed in Gen.Long select (problem, seed)).Sample(
            pair =>
            {
                var ((costs, low, high), random) = (pair.problem, RandomStream.For(pair.seed, "weights"));
                var weights = costs.Select(list => list.Select(_ => 1 + random.Next(6)).ToImmutableArray()).ToImmutableArray();
                var table = new SumTable(costs, low, high, weights);
                var next = BigInteger.Zero;
                foreach (var choices in Enumerate(costs).Where(choices => Inside((costs, low, high), choices)))
                {
                    var weight = choices.Select((option, list) => weights[list][option]).Aggregate(BigInteger.One, (all, one) => all * one);
                    Assert.Equal(new NumberBlock(next, weight), table.NumbersOf(choices));
                    Assert.Equal(choices, table.At(next));
                    Assert.Equal(choices, table.At(next + weight - 1));
                    next += weight;
                }
                Assert.Equal(next, table.Count);
            },
            iter: 1000
        );

    [Fact]
    public void Draws_leave_out_every_number_of_an_excluded_combination()
    {
        ImmutableArray<ImmutableArray<long>> costs =
        [
            [0, 1],
            [0, 1],
        ];
        var table = new SumTable(
            costs,
            0,
            1,
            [
                [5, 1],
                [3, 1],
            ]
        );
        var random = RandomStream.For(1, "excluded-weights");
        // Of 15 + 5 + 3 numbers the first 15 are left out.
        var drawn = Enumerable
            .Range(0, 4000)
            .Select(_ => string.Concat(table.Draw(random, table.NumbersOf([0, 0]))!))
            .CountBy(text => text);
        Assert.Equal(["01", "10"], drawn.Select(pair => pair.Key).Order());
        Assert.InRange(drawn.Single(pair => pair.Key == "01").Value, 4000 * 0.58, 4000 * 0.67);
        Assert.Null(table.Draw(random, table.NumbersOf([0, 0]), table.NumbersOf([0, 1]), table.NumbersOf([1, 0])));
    }

    [Fact]
    public void Weighted_counts_of_more_than_two_limbs_equal_those_of_the_options_written_out()
    {
        var random = RandomStream.For(6, "sum-table");
        var costs = Enumerable
            .Range(0, 40)
            .Select(_ => Enumerable.Range(0, 8).Select(_ => (long)random.Next(40) * 12).ToImmutableArray())
            .ToImmutableArray();
        var weights = costs.Select(list => list.Select((_, option) => option == 0 ? 7 : 1).ToImmutableArray()).ToImmutableArray();
        ImmutableArray<ImmutableArray<long>> written =
        [
            .. costs.Select(list => (ImmutableArray<long>)[.. Enumerable.Repeat(list[0], 6), .. list]),
        ];
        var (table, plain) = (new SumTable(costs, 12 * 700, 12 * 800, weights), new SumTable(written, 12 * 700, 12 * 800));
        Assert.True(table.Count.GetBitLength() > 140);
        Assert.Equal(plain.Count, table.Count);
        for (var i = 0; i < 100; i++)
        {
            var number = random.Next(table.Count);
            var (first, length) = table.NumbersOf(table.At(number));
            Assert.True(number >= first && number < first + length);
        }
    }

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
            Assert.Equal(new NumberBlock(number, 1), table.NumbersOf(choices));
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
        var drawn = Enumerable.Range(0, 400).Select(_ => table.NumbersOf(table.Draw(random, new(0, 1), new(3, 1))!).First).ToHashSet();
        Assert.Equal([1, 2, 4, 5], drawn.Select(number => (int)number).Order());
        Assert.Null(table.Draw(random, [.. Enumerable.Range(0, 6).Select(number => new NumberBlock(number, 1))]));
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
