using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Nas.Model.Randomness;

/// <summary>
/// Random numbers for one purpose: a pure function of (seed, purpose, indices), so that nothing in a search depends on who drew first.
/// Generator: xoshiro256** (Blackman and Vigna, 2018), its state the SHA-256 of the name. Not thread-safe.
/// </summary>
public sealed class RandomStream
{
    private ulong _a,
        _b,
        _c,
        _d;

    private RandomStream(ReadOnlySpan<byte> state)
    {
        _a = BinaryPrimitives.ReadUInt64LittleEndian(state);
        _b = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
        _c = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        _d = BinaryPrimitives.ReadUInt64LittleEndian(state[24..]);
    }

    /// <summary>The stream named by a seed, a purpose (a short fixed word) and any number of indices.</summary>
    public static RandomStream For(long seed, string purpose, params ReadOnlySpan<long> indices)
    {
        var word = Encoding.UTF8.GetBytes(purpose);
        var name = new byte[12 + word.Length + (8 * indices.Length)];
        BinaryPrimitives.WriteInt64LittleEndian(name, seed);
        BinaryPrimitives.WriteInt32LittleEndian(name.AsSpan(8), word.Length);
        word.CopyTo(name, 12);
        for (var i = 0; i < indices.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(name.AsSpan(12 + word.Length + (8 * i)), indices[i]);
        }
        return new RandomStream(SHA256.HashData(name));
    }

    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A uniform number in [0, bound), without bias (Lemire, 2019).</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low >= range)
            return (int)high;
        for (var threshold = (0UL - range) % range; low < threshold; )
        {
            high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (int)high;
    }

    /// <summary>A uniform number in [0, bound), without bias.</summary>
    public BigInteger Next(BigInteger bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var bits = (int)(bound - 1).GetBitLength();
        Span<byte> bytes = stackalloc byte[((bits + 63) / 64 * 8) + 8];
        while (true)
        {
            bytes.Clear();
            for (var i = 0; i + 8 < bytes.Length; i += 8)
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[i..], NextUInt64());
            var drawn = new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << bits) - 1);
            if (drawn < bound)
                return drawn;
        }
    }

    /// <summary>A uniform number in [0, 1) with 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Shuffles the items in place (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
