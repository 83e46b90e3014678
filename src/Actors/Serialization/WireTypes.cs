using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Serialization;
using ProtoBuf;
using ProtoBuf.Meta;

namespace Actors.Serialization;

/// <summary>
/// The table of all that may cross a wire or lie in a journal: this assembly's types with a <see cref="ManifestAttribute"/>. Nothing
/// outside it is ever created from bytes. Usable without an actor system, by readers of journals.
/// </summary>
public static class WireTypes
{
    private static readonly RuntimeTypeModel Model = RuntimeTypeModel.Create("wire");

    private static readonly FrozenDictionary<Type, string> Manifests = typeof(WireTypes)
        .Assembly.GetTypes()
        .Select(type => (Type: type, Manifest: type.GetCustomAttribute<ManifestAttribute>()))
        .Where(entry => entry.Manifest is not null)
        .ToFrozenDictionary(entry => entry.Type, entry => entry.Manifest!.Name);

    private static readonly FrozenDictionary<string, Type> Types = Manifests.ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>Every manifest with its type.</summary>
    public static IReadOnlyDictionary<string, Type> All => Types;

    /// <exception cref="SerializationException">The type is not in the table.</exception>
    public static string ManifestOf(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Manifests.TryGetValue(message.GetType(), out var manifest)
            ? manifest
            : throw new SerializationException($"{message.GetType()} has no manifest: it may not leave this process.");
    }

    /// <exception cref="SerializationException">The type is not in the table.</exception>
    public static byte[] Write(object message)
    {
        _ = ManifestOf(message);
        using var stream = new MemoryStream();
        Model.Serialize(stream, message);
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in this version or an older one. Collections are never null or default.</summary>
    /// <exception cref="SerializationException">An unknown manifest, or bytes that are no such message.</exception>
    public static object Read(string manifest, ReadOnlyMemory<byte> bytes)
    {
        if (!Types.TryGetValue(manifest, out var type))
            throw new SerializationException($"Unknown manifest '{manifest}'.");
        try
        {
            ClaimedLengths.Check(type, bytes.Span);
            var message = Model.Deserialize(type, bytes);
            EmptyCollections.Fill(message);
            return message;
        }
        catch (Exception cause)
            when (cause
                    is ProtoException
                        or EndOfStreamException
                        or OverflowException
                        or ArgumentException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or InvalidCastException
            )
        {
            throw new SerializationException($"The bytes are no '{manifest}': {cause.Message}", cause);
        }
    }
}
