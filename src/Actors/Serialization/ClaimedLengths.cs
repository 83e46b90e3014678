using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using ProtoBuf;

namespace Actors.Serialization;

/// <summary>
/// protobuf-net believes the length that a few bytes claim for an array or a text, and takes that much memory before it looks for it: up to
/// two gigabytes. Here the lengths of a message that has such in it are held against what there is.
/// </summary>
internal static class ClaimedLengths
{
    private static readonly ConcurrentDictionary<Type, FrozenDictionary<int, Type>> Parts = new();

    /// <exception cref="EndOfStreamException">Something claims to be longer than the message.</exception>
    public static void Check(Type type, ReadOnlySpan<byte> bytes)
    {
        var parts = Of(type);
        while (parts.Count > 0 && !bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            var (number, kind) = (tag >> 3, tag & 7);
            var value = kind is 0 or 2 ? Varint(ref bytes) : 0;
            var length = kind switch
            {
                0 => 0UL,
                1 => 8UL,
                2 => value,
                5 => 4UL,
                _ => throw new EndOfStreamException("a group, which is never written"),
            };
            if (length > (ulong)bytes.Length)
                throw new EndOfStreamException("something claims to be longer than the message");
            if (kind == 2 && number <= int.MaxValue && parts.TryGetValue((int)number, out var part))
                Check(part, bytes[..(int)length]);
            bytes = bytes[(int)length..];
        }
    }

    /// <summary>The members, by number, that are arrays or texts or have some in them.</summary>
    private static FrozenDictionary<int, Type> Of(Type type) =>
        Parts.GetOrAdd(
            type,
            static type =>
            {
                var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    .Where(property => property.IsDefined(typeof(ProtoMemberAttribute)))
                    .Select(property => (property.GetCustomAttribute<ProtoMemberAttribute>()!.Tag, Type: Element(property.PropertyType)));
                var kinds = type.GetCustomAttributes<ProtoIncludeAttribute>(inherit: false)
                    .Select(kind => (kind.Tag, Type: kind.KnownType));
                return members
                    .Concat(kinds)
                    .Where(part => part.Type == typeof(byte[]) || part.Type == typeof(string) || Of(part.Type).Count > 0)
                    .ToFrozenDictionary(part => part.Tag, part => part.Type);
            }
        );

    private static Type Element(Type type) => type.IsGenericType ? type.GenericTypeArguments[^1] : type;

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var (shift, at) = (0, 0); at < bytes.Length && shift < 64; shift += 7, at++)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at] >= 0x80)
                continue;
            bytes = bytes[(at + 1)..];
            return value;
        }
        throw new EndOfStreamException("a number without an end");
    }
}
