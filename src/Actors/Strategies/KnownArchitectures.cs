using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Strategies;

/// <summary>
/// The architectures that a phase has proposed, by 64 bits of the SHA-256 of their canonical texts: a million take some 12 MB, whatever
/// their length. Of a million, two share these bits once in 37 million searches; then the second counts as proposed, here and after any
/// restart.
/// </summary>
internal sealed class KnownArchitectures
{
    private const int Least = 16;

    /// <summary>Each grows by itself, so that growing never takes room for a second copy of all.</summary>
    private readonly Part[] _parts = [.. Enumerable.Range(0, 256).Select(_ => new Part())];

    public int Count { get; private set; }

    public bool Contains(string architecture)
    {
        var hash = Hash(architecture);
        return PartOf(hash).Contains(hash);
    }

    /// <returns>True where it was not known.</returns>
    public bool Add(string architecture) => Add(Hash(architecture));

    /// <summary>Eight bytes each, in no particular order.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Count * sizeof(ulong)];
        var at = 0;
        foreach (var hash in _parts.SelectMany(part => part.Hashes))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), hash);
            at += sizeof(ulong);
        }
        return bytes;
    }

    /// <summary>Adds what <see cref="ToBytes"/> gave.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    private bool Add(ulong hash)
    {
        if (!PartOf(hash).Add(hash))
            return false;
        Count++;
        return true;
    }

    private Part PartOf(ulong hash) => _parts[hash >> 56];

    /// <summary>A hash that is never 0, which marks a free place.</summary>
    private static ulong Hash(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(digest));
    }

    /// <summary>Open addressing with linear probing, at most four fifths full.</summary>
    private sealed class Part
    {
        private ulong[] _places = [];
        private int _count;

        public IEnumerable<ulong> Hashes => _places.Where(hash => hash != 0);

        public bool Contains(ulong hash) => _places.Length > 0 && _places[PlaceOf(hash)] == hash;

        public bool Add(ulong hash)
        {
            if (Contains(hash))
                return false;
            if (5 * (_count + 1) > 4 * _places.Length)
                Grow();
            _places[PlaceOf(hash)] = hash;
            _count++;
            return true;
        }

        private void Grow()
        {
            var old = _places;
            _places = new ulong[Math.Max(Least, old.Length + (old.Length / 2))];
            foreach (var hash in old)
            {
                if (hash != 0)
                    _places[PlaceOf(hash)] = hash;
            }
        }

        /// <summary>The place of the hash, or the one where it belongs.</summary>
        private int PlaceOf(ulong hash)
        {
            var place = (int)(((hash & uint.MaxValue) * (ulong)_places.Length) >> 32);
            while (_places[place] != 0 && _places[place] != hash)
                place = place + 1 == _places.Length ? 0 : place + 1;
            return place;
        }
    }
}
