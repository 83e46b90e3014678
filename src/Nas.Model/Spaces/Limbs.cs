using System.Numerics;
using System.Runtime.InteropServices;

namespace Nas.Model.Spaces;

/// <summary>
/// Natural numbers of a fixed number of 64-bit limbs, least first: sums of them are a <see cref="SumTable"/>'s inner loop.
/// </summary>
internal static class Limbs
{
    /// <summary>Number of limbs that a number needs; at least one.</summary>
    public static int Needed(BigInteger value) => Math.Max(1, (int)((value.GetBitLength() + 63) / 64));

    public static ulong[] Of(BigInteger value, int limbs)
    {
        var result = new ulong[limbs];
        if (!value.TryWriteBytes(MemoryMarshal.AsBytes(result.AsSpan()), out _, isUnsigned: true))
            throw new OverflowException();
        return result;
    }

    public static BigInteger ToBigInteger(ReadOnlySpan<ulong> value) => new(MemoryMarshal.AsBytes(value), isUnsigned: true);

    /// <summary>total += term; the sum must fit, the term must not be longer.</summary>
    public static void Add(Span<ulong> total, ReadOnlySpan<ulong> term)
    {
        var carry = 0UL;
        for (var i = 0; i < total.Length; i++)
        {
            var addend = i < term.Length ? term[i] : 0;
            var sum = total[i] + addend;
            var overflow = sum < addend ? 1UL : 0UL;
            total[i] = sum + carry;
            carry = overflow | (total[i] < sum ? 1UL : 0UL);
            if (carry == 0 && i >= term.Length)
                return;
        }
    }

    /// <summary>total += term * factor; the sum must fit, the term must not be longer.</summary>
    public static void AddProduct(Span<ulong> total, ReadOnlySpan<ulong> term, ulong factor)
    {
        if (factor == 1)
        {
            Add(total, term);
            return;
        }
        var carry = 0UL;
        for (var i = 0; i < total.Length && (i < term.Length || carry > 0); i++)
        {
            var high = Math.BigMul(i < term.Length ? term[i] : 0, factor, out var low);
            low += carry;
            high += low < carry ? 1UL : 0UL;
            total[i] += low;
            carry = high + (total[i] < low ? 1UL : 0UL);
        }
    }

    /// <summary>value /= divisor, rounded down.</summary>
    public static void Divide(Span<ulong> value, uint divisor)
    {
        var rest = 0UL;
        for (var i = value.Length - 1; i >= 0; i--)
        {
            var (quotient, remainder) = UInt128.DivRem(new UInt128(rest, value[i]), divisor);
            (value[i], rest) = ((ulong)quotient, (ulong)remainder);
        }
    }

    /// <summary>total -= term, where the term is neither greater nor longer.</summary>
    public static void Subtract(Span<ulong> total, ReadOnlySpan<ulong> term)
    {
        var borrow = 0UL;
        for (var i = 0; i < total.Length; i++)
        {
            var subtrahend = i < term.Length ? term[i] : 0;
            var before = total[i];
            total[i] = before - subtrahend - borrow;
            borrow = before < subtrahend || (before == subtrahend && borrow == 1) ? 1UL : 0UL;
        }
    }

    /// <summary>left &lt; right, where right is not longer.</summary>
    public static bool Less(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (var i = left.Length - 1; i >= 0; i--)
        {
            var other = i < right.Length ? right[i] : 0;
            if (left[i] != other)
                return left[i] < other;
        }
        return false;
    }
}
