using System.Collections.Immutable;
using System.Numerics;

namespace Nas.Model.Spaces;

/// <summary>
/// Costs on the coarsest grid that holds all their sums: relative to the least cost of each list, divided by the greatest common
/// divisor of what remains.
/// </summary>
internal sealed class SumScale
{
    private readonly long _base;

    public SumScale(ImmutableArray<ImmutableArray<long>> costs)
    {
        _base = costs.Sum(options => options.Min());
        Costs = [.. costs.Select(options => options.Select(cost => cost - options.Min()).ToArray())];
        foreach (var cost in Costs.SelectMany(options => options))
            Unit = (long)BigInteger.GreatestCommonDivisor(Unit, cost);
        if (Unit == 0)
            Unit = 1;
        foreach (var options in Costs)
        {
            for (var i = 0; i < options.Length; i++)
                options[i] /= Unit;
        }
        Greatest = Costs.Sum(options => options.Max());
    }

    public long[][] Costs { get; }

    /// <summary>True cost that a scaled cost of 1 means.</summary>
    public long Unit { get; }

    /// <summary>The greatest scaled sum; the least is 0.</summary>
    public long Greatest { get; }

    /// <summary>
    /// The scaled sums that lie in a window of true sums, cut to the possible ones; empty (low above high) if there are none.
    /// </summary>
    public (long Low, long High) Window(BigInteger low, BigInteger high)
    {
        var first = BigInteger.Max(0, -FloorDivide(_base - low, Unit));
        var last = BigInteger.Min(Greatest, FloorDivide(high - _base, Unit));
        return first > last ? (1, 0) : ((long)first, (long)last);
    }

    /// <summary>The greatest possible true sum below a bound and the least above another one; null where there is none.</summary>
    /// <exception cref="TableTooLargeException">The grid is too fine.</exception>
    public (long? Below, long? Above) Nearest(BigInteger below, BigInteger above)
    {
        if (Greatest > SumTable.MostWords * 8)
            throw new TableTooLargeException(Greatest / 64);
        var possible = BigInteger.One;
        foreach (var options in Costs)
        {
            possible = options.Distinct().Aggregate(BigInteger.Zero, (sums, cost) => sums | (possible << (int)cost));
        }
        var (least, last) = Window(_base, below - 1);
        var (first, greatest) = Window(above + 1, Unscaled(Greatest));
        var lower = least > last ? 0 : possible & ((BigInteger.One << (int)(last + 1)) - 1);
        var upper = first > greatest ? 0 : possible >> (int)first;
        return (
            lower.IsZero ? null : Unscaled((long)lower.GetBitLength() - 1),
            upper.IsZero ? null : Unscaled(first + (long)BigInteger.TrailingZeroCount(upper))
        );
    }

    private long Unscaled(long sum) => _base + (sum * Unit);

    private static BigInteger FloorDivide(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
